import { z } from "zod";
import type { JsonObject } from "../json/json.ts";
import { bareOf, fileName, fileNotes, shapeOf } from "./file-schema.ts";

/** One key of a YAML file, for the reference; each field is Markdown. */
export interface KeyRow {
  /** With its sections: `policy.budgets.max_steps`. */
  readonly key: string;
  readonly value: string;
  readonly fallback: string;
  readonly meaning: string;
}

/** Every key that a file schema knows, in the schema's order. */
export function keyRows(schema: z.core.$ZodType, path: readonly string[] = []): readonly KeyRow[] {
  const shape = shapeOf(schema);
  if (shape !== null)
    return Object.entries(shape).flatMap(([name, inner]) => keyRows(inner, [...path, fileName(name)]));
  const meta = z.globalRegistry.get(schema);
  const fallback = schema instanceof z.ZodDefault ? schema.def.defaultValue : meta?.["default"];
  return [
    {
      key: path.join("."),
      value: wordsFor(schema),
      fallback: fallback === undefined ? (fileNotes.get(schema)?.shown ?? "") : `\`${JSON.stringify(fallback)}\``,
      meaning: meta?.description ?? "",
    },
  ];
}

function wordsFor(schema: z.core.$ZodType): string {
  const bare = bareOf(schema);
  if (bare instanceof z.ZodEnum) return bare.options.map((option) => `\`${option}\``).join(", ");
  if (bare instanceof z.ZodLiteral) return [...bare.values].map((value) => `\`${String(value)}\``).join(", ");
  if (bare instanceof z.ZodArray)
    return bareOf(bare.element) instanceof z.ZodArray ? "list of lists of words" : "list of text";
  if (bare instanceof z.ZodBoolean) return "`true` or `false`";
  if (bare instanceof z.ZodNumber) {
    const kind = bare.format === "safeint" ? "whole number" : "number";
    return `${kind}, ${bare.minValue} to ${bare.maxValue}`;
  }
  return "text";
}

/** A JSON Schema (draft-07) for a YAML file, for editors. A file that says nothing is fine: it has every default. */
export function fileJsonSchema(schema: z.ZodType, title: string): JsonObject {
  const whole = renamed(z.toJSONSchema(schema, { io: "input", target: "draft-07" })) as JsonObject;
  return { title, ...whole, type: ["object", "null"] };
}

/** The schema with the names that the file has. */
function renamed(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(renamed);
  if (!isMap(node)) return node;
  const { properties, required, ...rest } = node as { [key: string]: unknown };
  const renaming = (value: object) =>
    Object.fromEntries(Object.entries(value).map(([key, inner]) => [fileName(key), renamed(inner)]));
  return {
    ...Object.fromEntries(
      Object.entries(rest).map(([key, value]) => [
        key,
        key === "default" && isMap(value) ? renaming(value) : renamed(value),
      ]),
    ),
    ...(properties === undefined ? {} : { properties: renaming(properties as object) }),
    ...(required === undefined ? {} : { required: (required as string[]).map(fileName) }),
  };
}

function isMap(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
