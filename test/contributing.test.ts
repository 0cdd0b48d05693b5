import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cleanEnvironment, ROOT } from "./harness/cli.ts";
import { scratchCopy } from "./harness/scratch-copy.ts";
import { applyChange, filesByHand, readWorkedExamples } from "./harness/worked-examples.ts";

/** How many files each example of CONTRIBUTING.md may touch by hand. */
const MOST_FILES: { readonly [title: string]: number } = {
  "An action": 2,
  "An audit rule": 2,
  "A channel": 2,
  "A provider": 3,
  "An operation with its command": 5,
  "A diagnostic": 2,
  "A fault code": 2,
};
/** Written by `npm run schemas`, `npm run reference` and the snapshots of tests. */
const GENERATED = /^(docs\/reference|packages\/cli\/schemas|schemas)\/|\.expected\.txt$/;
const MINUTES = 60_000;

const examples = readWorkedExamples(readFileSync(join(ROOT, "CONTRIBUTING.md"), "utf8"));
const touched = examples.flatMap(({ changes }) => changes.map(({ path }) => path));

let copy = "";
beforeAll(() => {
  copy = scratchCopy();
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

function run(...argv: string[]): string {
  const [file, ...words] = argv as [string, ...string[]];
  const env = cleanEnvironment({ PATH: `${join(ROOT, "node_modules/.bin")}:${process.env["PATH"]}` });
  const { status, stdout, stderr } = spawnSync(file, words, { cwd: copy, env, encoding: "utf8" });
  if (status !== 0) throw new Error(`${argv.join(" ")} ended with ${status}:\n${stdout}${stderr}`);
  return stdout;
}
const sdetkit = (...words: string[]) => run(process.execPath, "packages/cli/bin/sdetkit.js", ...words);

test("each example stays within its bound of files that are touched by hand", () => {
  const counted = examples.map((example) => ({ example: example.title, files: filesByHand(example) }));
  for (const { example, files } of counted) console.log(`${files.length}  ${example}\n     ${files.join("\n     ")}`);
  expect(counted.map(({ example }) => example)).toEqual(Object.keys(MOST_FILES));
  for (const { example, files } of counted) expect(files.length, example).toBeLessThanOrEqual(MOST_FILES[example] ?? 0);
});

test("all of them together follow the format, type-check, and build", {
  timeout: 10 * MINUTES,
}, () => {
  for (const change of examples.flatMap(({ changes }) => changes)) applyChange(copy, change);
  run("biome", "check", ...new Set(touched));
  run("npm", "run", "build");
  run("npm", "run", "types");
});

test("the tests that cover such things pass", { timeout: 10 * MINUTES }, () => {
  run("vitest", "run", "packages/core/src/template/corpus.test.ts", "--update");
  run(
    "vitest",
    "run",
    "packages/runtime/src/action",
    "packages/runtime/src/audit/registry.test.ts",
    "packages/channel-adapters/src/channel-kinds.test.ts",
    "packages/core/src/provider",
  );
  run("vitest", "run", "packages/server/src/http/conformance.test.ts", "packages/server/src/api/registry.test.ts");
});

test("the program has them, and the references know of them", { timeout: 5 * MINUTES }, () => {
  const counted = JSON.parse(sdetkit("agent", "run", 'action fs.lines {"path":"LICENSE"}', "--json"));
  const { stdout } = spawnSync("wc", ["-l", join(ROOT, "LICENSE")], { encoding: "utf8" });
  expect(counted.steps[0].outputs).toEqual({ lines: Number.parseInt(stdout, 10) });
  const config = join(copy, "wary.yaml");
  writeFileSync(config, "version: 1\nprovider: wary\n");
  const { hash } = JSON.parse(
    sdetkit("agent", "run", 'action fs.lines {"path":"LICENSE"}', "--json", "--config", config),
  );
  rmSync(config);
  const record = readFileSync(join(copy, `.sdetkit/agent/history/records/${hash}.json`), "utf8");
  expect(JSON.parse(record).provider).toEqual({ name: "wary", transcript: null });
  expect(sdetkit("agent", "channels", "add", "--help")).toContain("pager, slack");
  expect(sdetkit("agent", "accounts", "show", "--help")).toContain("show one account");
  const refused = spawnSync(
    process.execPath,
    ["packages/cli/bin/sdetkit.js", "agent", "dashboard", "build", "--output", "docs", "--json"],
    { cwd: copy, env: cleanEnvironment(), encoding: "utf8" },
  );
  expect(refused.status).toBe(1);
  expect(JSON.parse(refused.stdout).error).toMatchObject({
    code: "output-folder",
    remedy: "name a file with --output",
  });

  run("npm", "run", "schemas");
  run("npm", "run", "reference");
  for (const [page, entry] of [
    ["diagnostics", "placeholder-owner"],
    ["api", "/accounts/{account}"],
    ["cli", "sdetkit agent accounts show"],
    ["cli", "pager, slack, telegram, webhook"],
    ["faults", "output-folder"],
  ]) {
    expect(readFileSync(join(copy, `docs/reference/${page}.md`), "utf8"), page).toContain(entry);
  }
  run("vitest", "run", "test/faults.test.ts", "test/remedies.test.ts");
  const changed = execFileSync("git", ["status", "--porcelain", "-uall"], { cwd: copy, encoding: "utf8" });
  const paths = changed.split("\n").flatMap((line) => line.slice(3) || []);
  expect(paths.filter((path) => !touched.includes(path) && !GENERATED.test(path))).toEqual([]);
});
