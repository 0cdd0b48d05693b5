import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type * as server from "@sdetkit/server";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ServerPackage } from "../packages/cli/src/command/server-package.ts";
import { call, cleanEnvironment, ROOT } from "./harness/cli.ts";

// The compiler holds the package to what the CLI calls: the CLI loads it by name, and sees no types of it.
const _face = (face: typeof server): ServerPackage => face;

let box = "";
let installed = "";
beforeAll(() => {
  box = mkdtempSync(join(realpathSync(tmpdir()), "sdetkit-server-package-"));
  installed = join(box, "node_modules");
  mkdirSync(join(box, "home"));
  for (const name of ["cli", "server"])
    npm(join(ROOT, "packages", name), "pack", "--silent", "--pack-destination", box);
  for (const [name, folder] of [
    [/^sdetkit-\d/, "sdetkit"],
    [/^sdetkit-server-/, "@sdetkit/server"],
  ] as const) {
    const tarball =
      readdirSync(box).find((file) => name.test(file) && file.endsWith(".tgz")) ?? "no tarball was packed";
    mkdirSync(join(installed, folder), { recursive: true });
    execFileSync("tar", ["-xzf", join(box, tarball), "-C", join(installed, folder), "--strip-components=1"]);
  }
  // What the package says it needs, as npm would put it beside it: this test needs no registry.
  for (const dependency of Object.keys(manifest().dependencies)) {
    const target = join(installed, dependency);
    mkdirSync(dirname(target), { recursive: true });
    if (!existsSync(target)) symlinkSync(join(ROOT, "node_modules", dependency), target);
  }
}, 120_000);
afterAll(() => rmSync(box, { recursive: true, force: true }));

function npm(cwd: string, ...words: string[]): string {
  const env = cleanEnvironment({ npm_config_offline: "true", npm_config_loglevel: "error", HOME: join(box, "home") });
  env["PATH"] = `${dirname(process.execPath)}:${process.env["PATH"] ?? ""}`;
  return execFileSync("npm", words, { cwd, env, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

function manifest(): { readonly [kind in "dependencies" | "devDependencies"]: { readonly [name: string]: string } } {
  return JSON.parse(readFileSync(join(installed, "@sdetkit/server", "package.json"), "utf8"));
}

const program = () => [process.execPath, join(installed, "sdetkit", "bin", "sdetkit.js")] as const;

test("the tarball holds the built server and its threads, and neither sources nor tests", () => {
  const [packed] = JSON.parse(npm(join(ROOT, "packages/server"), "pack", "--dry-run", "--json")) as [
    { files: { path: string }[] },
  ];
  const paths = packed.files.map(({ path }) => path);
  expect(paths).toEqual(
    expect.arrayContaining([
      "dist/index.js",
      "dist/client.js",
      "dist/query-worker.js",
      "dist/tree-worker.js",
      "dist/verify-worker.js",
      "package.json",
      "README.md",
      "LICENSE",
    ]),
  );
  expect(paths.filter((path) => /\.ts$|\.test\.|(^|\/)(src|node_modules)\//.test(path))).toEqual([]);
});

test("it tells the licence of every package that it contains", () => {
  const told = readFileSync(join(installed, "@sdetkit/server/dist/THIRD-PARTY-NOTICES.txt"), "utf8");
  const inside = Object.keys(manifest().devDependencies).filter((name) => !name.startsWith("@sdetkit/"));
  expect(inside).toContain("hono");
  const missing = inside.filter((name) => !new RegExp(`^${name} \\d\\S+ \\(\\S+\\)$`, "m").test(told));
  expect(missing).toEqual([]);
});

test("it asks npm for nothing that is not published, and imports nothing that it does not ask for", () => {
  const asked = Object.keys(manifest().dependencies);
  expect(asked.filter((name) => name.startsWith("@sdetkit/"))).toEqual([]);
  const dist = join(installed, "@sdetkit/server", "dist");
  const imported = readdirSync(dist).flatMap((file) =>
    [...readFileSync(join(dist, file), "utf8").matchAll(/^(?:import|export)\b[^"']*?from ?"([^."][^"]*)"/gm)].map(
      ([, name = ""]) => name,
    ),
  );
  const packages = new Set(imported.filter((name) => !name.startsWith("node:")).map(packageOf));
  expect([...packages].filter((name) => !asked.includes(name))).toEqual([]);
});

function packageOf(specifier: string): string {
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}

test("the client needs nothing of the server", () => {
  const line = "const { createClient } = await import('@sdetkit/server/client'); console.log(typeof createClient)";
  const argv = ["--input-type=module", "-e", line];
  expect(execFileSync(process.execPath, argv, { cwd: box, env: cleanEnvironment(), encoding: "utf8" })).toBe(
    "function\n",
  );
});

test("installed beside the CLI, it is found by it, and checks what it needs", async () => {
  const help = await call(box, ["agent", "serve", "--help"], { program: program() });
  expect({ exit: help.exit, usage: help.out.split("\n")[0] }).toEqual({
    exit: 0,
    usage: "Usage: sdetkit agent serve [options]",
  });
  const { out } = await call(box, ["agent", "doctor", "--server", "--json"], { program: program() });
  expect(JSON.parse(out)).toMatchObject({
    checks: expect.arrayContaining([expect.objectContaining({ status: "ok" })]),
  });
});

test("where it is not installed, the CLI says how to", async () => {
  const alone = join(box, "alone", "node_modules");
  mkdirSync(alone, { recursive: true });
  execFileSync("cp", ["-r", join(installed, "sdetkit"), alone]);
  const cli = join(alone, "sdetkit", "bin", "sdetkit.js");
  rmSync(join(installed, "@sdetkit"), { recursive: true });
  const { exit, err } = await call(box, ["agent", "serve"], { program: [process.execPath, cli] });
  expect({ exit, err }).toEqual({
    exit: 2,
    err: "error: expected the package @sdetkit/server to be installed beside this one, but it is not\n  → run `npm install @sdetkit/server`\n",
  });
});
