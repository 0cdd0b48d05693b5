import { readdirSync, readFileSync } from "node:fs";
import { parseTemplate } from "@sdetkit/core";
import { expect, it } from "vitest";
import { actionSpecs } from "../action/registry.ts";
import { hashing } from "../platform/hashing.ts";

const folder = new URL("../../../../templates/automations/", import.meta.url);
const names = readdirSync(folder).filter((name) => name.endsWith(".yaml"));

function curated(name: string) {
  const text = readFileSync(new URL(name, folder), "utf8");
  const parsed = parseTemplate({ origin: "builtin", file: `builtin:${name}`, text }, { actions: actionSpecs, hashing });
  expect(parsed.diagnostics).toEqual([]);
  if (!parsed.ok) throw new Error(`${name} is broken`);
  return parsed.value;
}

it.each(names)("%s is named after its id and has nothing wrong with it", (name) => {
  const template = curated(name);
  expect(`${template.id}.yaml`).toBe(name);
  expect(template.tags.length).toBeGreaterThan(0);
});

it("has the three templates of the demo, which need no permission and no command", () => {
  for (const id of ["repo-health-audit", "security-governance-summary", "report-dashboard"]) {
    const { permissions, workflow } = curated(`${id}.yaml`);
    expect(permissions).toEqual({ write: [], shell: [], network: false });
    expect(workflow.filter(({ action }) => action === "shell.run")).toEqual([]);
  }
});
