import { expect, test } from "vitest";
import { sampleActions } from "../../corpus/actions.ts";
import { parseParams } from "./parse-params.ts";

const shell = sampleActions.get("shell.run")!;
const read = sampleActions.get("fs.read")!;

test("numbers and booleans become text where the action takes text, one word each", () => {
  const params = { argv: ["git", 3, true, 0.1 + 0.2, -0], deterministic: true };
  expect(parseParams(shell, params)).toMatchObject({
    success: true,
    data: { argv: ["git", "3", "true", "0.3", "0"], deterministic: true },
  });
  expect(params.argv[1]).toBe(3);
});

test("nothing else is bent to fit", () => {
  for (const path of [["a"], { a: 1 }, null]) expect(parseParams(read, { path }).success).toBe(false);
  expect(parseParams(read, { path: "a", "max-bytes": "3" }).success).toBe(false);
  expect(parseParams(read, { path: 5, other: 1 }).success).toBe(false);
  expect(parseParams(read, { path: "../x" }).success).toBe(false);
});
