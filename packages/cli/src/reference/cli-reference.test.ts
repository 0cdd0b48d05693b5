import { readFileSync } from "node:fs";
import { configJsonSchema, templateJsonSchema } from "@sdetkit/core";
import { actionSpecs } from "@sdetkit/runtime";
import { expect, test } from "vitest";
import { registry } from "../commands/registry.ts";
import { cliReference } from "./cli-reference.ts";

const read = (path: string) => readFileSync(new URL(`../../../../${path}`, import.meta.url), "utf8");

test("docs/reference/cli.md is what the commands say now: else run `npm run reference`", () => {
  expect(read("docs/reference/cli.md")).toBe(cliReference(registry));
});

test("the shipped schemas are what the language says now: else run `npm run schemas`", () => {
  expect(JSON.parse(read("packages/cli/schemas/template.schema.json"))).toEqual(templateJsonSchema(actionSpecs));
  expect(JSON.parse(read("packages/cli/schemas/config.schema.json"))).toEqual(configJsonSchema());
});
