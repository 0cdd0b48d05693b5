import { expect, test } from "vitest";
import { parseConfig } from "../config/config-file.ts";
import { wordSyntax } from "./yaml-limits.ts";

test("what is wrong with the YAML is said whole, however long the library's sentence is", () => {
  const parsed = parseConfig("config.yaml", "version: 1\npolicy:\n  write: [a,\n  shell: [x\n");
  expect(parsed.ok ? [] : parsed.diagnostics.map(({ message }) => message)).toContain(
    "not valid YAML: flow sequence in block collection must be sufficiently indented and end with a ]",
  );
});

test("what the library quotes of the file is cut, and nothing of it breaks the line", () => {
  const { message } = wordSyntax("TAG_RESOLVE_FAILED", `Unresolved tag: ${"!long\n".repeat(100)}`);
  expect(message).toMatch(/^not valid YAML: unresolved tag: !long [^\n]*…$/);
  expect(message.length).toBeLessThan(150);
});
