import { readdirSync, readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { sampleActions } from "../../corpus/actions.ts";
import { configJsonSchema } from "../config/config-file.ts";
import { DEFAULT_CONFIG_TEXT } from "../config/default-config-text.ts";
import { templateJsonSchema } from "../template/template-json-schema.ts";

const ajv = new Ajv({
  strict: true,
  allowUnionTypes: true,
  strictTypes: false,
  strictTuples: false,
  strictRequired: false,
});
const corpus = new URL("../../corpus/", import.meta.url);

describe("templates", () => {
  const accepts = ajv.compile(templateJsonSchema(sampleActions));
  const good = readFileSync(new URL("good/full.yaml", corpus), "utf8");

  test("accepts every good template of the corpus", () => {
    for (const name of readdirSync(new URL("good/", corpus))) {
      accepts(parse(readFileSync(new URL(`good/${name}`, corpus), "utf8")));
      expect(accepts.errors).toBe(null);
    }
  });

  test.each([
    "missing-metadata",
    "missing-workflow",
    "missing-owner",
    "empty-title",
    "unknown-top-key",
    "unknown-metadata-key",
    "id-with-path",
    "version-number",
    "version-not-semver",
    "title-is-list",
    "tags-not-list",
    "workflow-is-map",
    "workflow-empty",
    "step-is-text",
    "step-without-id",
    "step-without-action",
    "step-id-with-space",
    "step-unknown-key",
    "step-uses-github-run",
    "unknown-action",
    "input-unknown-type",
    "input-unknown-key",
    "input-default-is-map",
    "input-default-list-of-numbers",
    "input-enum-of-numbers",
    "inputs-is-list",
    "if-number",
    "timeout-negative",
    "timeout-text",
    "retry-number",
    "retry-too-many",
    "retry-unknown-key",
    "continue-on-error-yes",
    "approval-without-reason",
    "env-number",
    "env-name",
    "param-unknown",
    "param-missing",
    "param-wrong-type",
    "param-too-big",
    "param-outside-words",
    "param-union",
    "param-with-is-text",
    "expression-in-cmd",
    "permission-absolute-path",
    "permission-parent-path",
    "permission-shell-text",
    "permission-shell-everything",
    "permission-shell-placeholder",
    "permission-network-text",
  ])("refuses %s", (name) => {
    expect(accepts(parse(readFileSync(new URL(`broken/${name}.yaml`, corpus), "utf8")))).toBe(false);
  });

  test("an expression may stand for any parameter, also for a number, a word or a list", () => {
    const step = (parameters: object) => ({ ...(parse(good) as object), workflow: [{ id: "a", ...parameters }] });
    expect(accepts(step({ action: "fs.read", with: { path: "a", "max-bytes": "${{ inputs.depth }}" } }))).toBe(true);
    expect(
      accepts(
        step({
          action: "fs.write",
          with: { path: "a", content: { lines: "${{ inputs.names }}" }, mode: "${{ inputs.mode }}" },
        }),
      ),
    ).toBe(true);
    expect(accepts(step({ action: "fs.read", with: { path: "a", "max-bytes": "12" } }))).toBe(false);
  });

  test("names every action with its summary, and describes parameters", () => {
    const text = JSON.stringify(templateJsonSchema(sampleActions));
    for (const { name, summary } of sampleActions.values())
      expect(text).toContain(JSON.stringify({ const: name, description: summary }));
    expect(text).toContain("The command, word by word.");
  });
});

describe("configuration", () => {
  const accepts = ajv.compile(configJsonSchema());

  test("accepts the default text and partial files", () => {
    for (const text of [
      DEFAULT_CONFIG_TEXT,
      "",
      "policy: { write: [docs], shell: [[git, log, --max-count=<int>, ...]] }",
    ]) {
      accepts(parse(text));
      expect(accepts.errors).toBe(null);
    }
  });

  test.each([
    "verison: 1",
    "version: 2",
    "provider: openai",
    "workers: 0",
    "sandbox: on",
    "policy: all",
    "policy: { wirte: [] }",
    "policy: { write: [/etc] }",
    "policy: { write: [a, ../b] }",
    "policy: { shell: [git status] }",
    "policy: { shell: [[]] }",
    "policy: { shell: [[...]] }",
    "policy: { shell: [[git, <itn>]] }",
    "policy: { network: maybe }",
    "policy: { budgets: { max_steps: 1.5 } }",
  ])("refuses %s", (text) => {
    expect(accepts(parse(text))).toBe(false);
  });
});
