import { expect, it } from "vitest";
import { approversText } from "./approval.ts";

it.each([
  [["ana", "boss"], "<ana>, <boss>"],
  [["*"], "anybody who may approve"],
  // The gate lets anybody answer then, so that is what is said.
  [["boss", "*"], "anybody who may approve"],
  [[], "nobody"],
])("says who of %j can decide", (approvers, text) => {
  expect(approversText(approvers, (name) => `<${name}>`)).toBe(text);
});
