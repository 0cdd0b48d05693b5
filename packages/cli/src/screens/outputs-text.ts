import { type Json, type JsonObject, shorten } from "@sdetkit/core";
import { pairs } from "../terminal/table.ts";
import { cyan, type Text } from "../terminal/text.ts";

const LONGEST = 100;

/** Outputs below each other, each value on one line and shortened. Empty where there are none. */
export function outputsText(outputs: JsonObject): Text {
  return pairs(Object.entries(outputs).map(([name, value]) => [name, cyan(valueText(value))]));
}

function valueText(value: Json): string {
  const text = typeof value === "string" && !/["\s]/.test(value) && value !== "" ? value : JSON.stringify(value);
  return shorten(text, LONGEST);
}
