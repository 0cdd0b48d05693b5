import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { referencePages } from "../scripts/reference.ts";

const folder = join(import.meta.dirname, "..", "docs", "reference");

it("has exactly the reference pages that are generated", () => {
  expect(readdirSync(folder).sort()).toEqual([...referencePages().keys()].sort());
});

it.each([...referencePages()])("docs/reference/%s is current: run `npm run reference` and commit it", (name, text) => {
  expect(readFileSync(join(folder, name), "utf8")).toBe(text);
});
