import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { OPERATIONS } from "./registry.ts";
import type { OperationSpec } from "./types.ts";

const PACKAGES = fileURLToPath(new URL("../../../", import.meta.url));

/** Everything that can answer or throw, without what operations say of themselves. */
const sources = globSync("{core,runtime,server}/src/**/*.ts", { cwd: PACKAGES })
  .filter((file) => !/\.test\.ts$|\.testing\.ts$|\/testing\//.test(file))
  .map((file) => readFileSync(`${PACKAGES}/${file}`, "utf8").replace(/problems: \{[^}]*\}/g, ""))
  .join("\n");

it.each(Object.values(OPERATIONS).map((each: OperationSpec) => [each.id, each.problems] as const))(
  "%s tells of no problem that nothing answers",
  (_, problems = {}) => {
    const codes = Object.values(problems).flat();
    expect(codes.filter((code) => !sources.includes(`"${code}"`))).toEqual([]);
  },
);

it("takes a code under its own status only", () => {
  const problems: OperationSpec["problems"] = { 409: ["run-not-over"], 422: ["invalid-name"] };
  // @ts-expect-error
  const other: OperationSpec["problems"] = { 409: ["invalid-name"] };
  // @ts-expect-error
  const none: OperationSpec["problems"] = { 422: ["no-such-code"] };
  expect([problems, other, none]).toHaveLength(3);
});
