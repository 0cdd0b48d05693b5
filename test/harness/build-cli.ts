import { spawnSync } from "node:child_process";
import { globSync, statSync } from "node:fs";
import { join } from "node:path";
import { BUILT, CLI, ROOT } from "./cli.ts";

/** Builds the CLI and the server once before the end-to-end tests, when one is missing or older than what it is made of. */
export function setup(): void {
  if (CLI !== BUILT || isCurrent()) return;
  const { status, stdout, stderr } = spawnSync("npm", ["run", "build"], { cwd: ROOT, encoding: "utf8" });
  if (status !== 0) throw new Error(`the CLI cannot be built, so nothing of it can be proven:\n${stdout}${stderr}`);
}

function isCurrent(): boolean {
  const programs = ["packages/cli/dist/main.js", "packages/server/dist/index.js"];
  const built = programs.map((file) => statSync(join(ROOT, file), { throwIfNoEntry: false })?.mtimeMs ?? 0);
  const oldest = Math.min(...built);
  const sources = [
    "packages/*/src/**/*.ts",
    "packages/cli/{bin,build}/*",
    "packages/{cli,server}/*.{ts,json}",
    "templates/**/*.yaml",
  ];
  return globSync(sources, { cwd: ROOT })
    .filter((file) => !file.endsWith(".test.ts"))
    .every((file) => (statSync(join(ROOT, file), { throwIfNoEntry: false })?.mtimeMs ?? 0) <= oldest);
}
