import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Listening, listen } from "./listen.ts";
import { openWorld, type World } from "./testing/open-world.ts";

const run = promisify(execFile);
const MODULES = fileURLToPath(new URL("../../../../node_modules", import.meta.url));

/** What somebody writes who has nothing but the document. */
const USE = `import * as api from "./api.ts";

api.defaults.baseUrl = process.env["SERVER"]!;
api.defaults.headers = { authorization: \`Bearer \${process.env["TOKEN"]}\` };

const started = await api.runsStart({ workspace: "shop", task: "template:repo-health-audit", inputs: { profile: "strict" } });
if (started.status !== 201) throw new Error(String(started.data.detail));
const id: string = started.data.run;
const list = await api.runsList({ limit: 5, workspace: "shop" });
if (list.status !== 200) throw new Error("no list");
const missing = await api.runsGet("r-00000000000000000000000000");
const why = missing.status === 404 ? missing.data.code : "";
console.log(JSON.stringify({ id, seen: list.data.items.map((each) => each.run), why }));
`;

let world: World;
let server: Listening;
let folder: string;
beforeAll(async () => {
  world = await openWorld((settings) => ({ ...settings, http: { ...settings.http, port: 0 } }));
  server = await listen(world.app, world.settings);
  mkdirSync(join(world.folder, "client"));
  folder = mkdtempSync(join(world.folder, "client", "generated-"));
  symlinkSync(MODULES, join(dirname(folder), "node_modules"));
});
afterAll(async () => {
  await server?.close(1);
  if (folder) rmSync(folder, { recursive: true, force: true });
  await world?.close();
});

it("a client that a public generator makes from the document compiles, and makes a round trip", async () => {
  const { tokens } = await world.tenant("acme");
  const document = await fetch(`${server.url}/api/v1/openapi.json`);
  writeFileSync(join(folder, "openapi.json"), await document.text());
  writeFileSync(join(folder, "package.json"), '{"type":"module"}');
  writeFileSync(join(folder, "use.ts"), USE);
  await run(process.execPath, [join(MODULES, "oazapfts", "dist", "cli.js"), "openapi.json", "api.ts"], { cwd: folder });
  const compile = [
    "--noEmit",
    "--strict",
    "--skipLibCheck",
    "--module",
    "nodenext",
    "--target",
    "es2024",
    "--types",
    "node",
  ];
  const root = ["--typeRoots", join(MODULES, "@types"), "--allowImportingTsExtensions", "use.ts"];
  const compiled = await run(join(MODULES, ".bin", "tsc"), [...compile, ...root], { cwd: folder }).catch(
    (error) => error,
  );
  expect(compiled.stdout).toBe("");
  const env = { PATH: process.env["PATH"], SERVER: server.url, TOKEN: tokens["operator"] };
  const { stdout } = await run(process.execPath, ["use.ts"], { cwd: folder, env });
  const { id, seen, why } = JSON.parse(stdout) as { id: string; seen: string[]; why: string };
  expect(seen).toEqual([id]);
  expect(why).toBe("not-found");
});
