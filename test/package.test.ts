import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cleanEnvironment, ROOT } from "./harness/cli.ts";

const NPM = {
  npm_config_offline: "true",
  npm_config_audit: "false",
  npm_config_fund: "false",
  npm_config_loglevel: "error",
};

let box = "";
let installed = "";
beforeAll(() => {
  box = mkdtempSync(join(realpathSync(tmpdir()), "sdetkit-package-"));
  // A home and a cache of its own: nothing that this machine fetched before can replace what the tarball lacks.
  mkdirSync(join(box, "home"));
  installed = join(box, "elsewhere");
  mkdirSync(installed);
  run(join(ROOT, "packages/cli"), ["npm", "pack", "--silent", "--pack-destination", box]);
  const [tarball] = readdirSync(box).filter((name) => name.endsWith(".tgz"));
  run(installed, ["npm", "init", "--yes"]);
  run(installed, ["npm", "install", join(box, tarball ?? "no tarball was packed")]);
}, 120_000);
afterAll(() => rmSync(box, { recursive: true, force: true }));

/** No network where the system lets us take it away; npm is told to stay offline everywhere. */
const UNSHARED = spawnSync("unshare", ["--user", "--map-root-user", "--net", "true"]).status === 0;

function run(cwd: string, argv: readonly string[]): string {
  const [file, ...words] = UNSHARED ? ["unshare", "--user", "--map-root-user", "--net", ...argv] : argv;
  const env = cleanEnvironment({
    ...NPM,
    HOME: join(box, "home"),
    PATH: `${dirname(process.execPath)}:${process.env["PATH"] ?? ""}`,
  });
  return execFileSync(file as string, words, { cwd, env, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

test("the tarball holds the program, its templates and schemas, and neither sources nor tests", () => {
  const [packed] = JSON.parse(run(join(ROOT, "packages/cli"), ["npm", "pack", "--dry-run", "--json"])) as [
    { files: { path: string }[] },
  ];
  const paths = packed.files.map(({ path }) => path);
  expect(paths).toEqual(
    expect.arrayContaining([
      "bin/sdetkit.js",
      "dist/main.js",
      "dist/verify-worker.js",
      "package.json",
      "README.md",
      "LICENSE",
      "dist/THIRD-PARTY-NOTICES.txt",
    ]),
  );
  expect(paths).toContain("templates/repo-health-audit.yaml");
  expect(paths.filter((path) => /\.ts$|\.test\.|(^|\/)(src|node_modules)\//.test(path))).toEqual([]);
});

test("installed in an empty folder elsewhere, it depends on nothing else", () => {
  const folders = readdirSync(join(installed, "node_modules")).filter((name) => !name.startsWith("."));
  expect(folders).toEqual(["sdetkit"]);
});

test("installed, without network, the demonstration of a repository comes out whole", () => {
  const repository = join(box, "service");
  mkdirSync(repository);
  writeFileSync(join(repository, "README.md"), "# A service\n");
  const git = (...words: string[]) => execFileSync("git", words, { cwd: repository, encoding: "utf8" });
  git("init", "-q");
  git("add", ".");
  git("-c", "user.name=n", "-c", "user.email=n@example.org", "commit", "-qm", "first");

  const line = ["npx", "sdetkit", "agent", "demo", "--scenario", "repo-enterprise-audit", "-C", repository];
  const answer = JSON.parse(run(installed, [...line, "--json"]));
  expect(answer).toMatchObject({
    ok: true,
    refused: { status: "denied" },
    verification: { ok: true },
    replay: { ok: true },
  });
  for (const { path } of answer.artifacts) expect(existsSync(join(repository, path)), path).toBe(true);
  expect(git("status", "--porcelain")).toBe("?? .sdetkit/\n");
  expect(run(installed, line)).toContain("What to try next");
}, 60_000);
