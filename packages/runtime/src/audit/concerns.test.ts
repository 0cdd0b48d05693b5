import { expect, it } from "vitest";
import { concerns } from "./concerns.ts";
import type { FileRule } from "./rule.ts";
import { textFile } from "./text-file.ts";

const asks = (rule: Pick<FileRule, "applies" | "keywords">, path: string, text: string) =>
  concerns(rule as FileRule, textFile({ path, bytes: text.length }, text));

it("asks a rule only about files of its paths that hold one of its keywords, in any case", () => {
  const rule = { applies: (path: string) => path.endsWith(".yml"), keywords: ["uses:", "akia"] };
  expect(asks(rule, "a.yml", "x: AKia")).toBe(true);
  expect(asks(rule, "a.yml", "\u0130 USES: y")).toBe(true);
  expect(asks(rule, "a.yml", "runs: z")).toBe(false);
  expect(asks(rule, "a.json", "uses:")).toBe(false);
  expect(asks({}, "a", "")).toBe(true);
});
