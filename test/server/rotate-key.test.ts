import { chmodSync, copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { call, ended, json, start } from "../harness/cli.ts";
import { emptyFolder, put } from "../harness/workspace.ts";
import { api } from "./harness/api.ts";
import { chatTemplates } from "./harness/chat.ts";
import { PLENTY, team, worldOf } from "./harness/cluster.ts";
import { untilState } from "./harness/runs.ts";
import { serve } from "./harness/server.ts";

const SECRET = "Zm9yLXRoZS1wcm9ncmFtcy1vZi1hY21l";
const QUICK = { workspace: "main", task: "template:quick" };

test("another master key: refused while a server runs, gone on with after a kill, and everything opens under the new one alone", async () => {
  const repositories = emptyFolder();
  chmodSync(repositories, 0o755);
  const folder = emptyFolder();
  chmodSync(folder, 0o755);
  const settings = { runs: { sandbox: "auto" }, limits: { user: PLENTY }, workspaces: { folders: [repositories] } };
  put(folder, ".sdetkit/server.yaml", JSON.stringify(settings));
  const keys = join(folder, ".sdetkit/server/keys");
  const [file, next] = [join(keys, "master.key"), join(keys, "master.key.next")];
  const rotate = () => json(folder, ["agent", "rotate-key"]);

  const first = await serve(folder);
  const acme = await team(worldOf(first, repositories), "acme", chatTemplates);
  const channel = { name: "ci", kind: "webhook", settings: QUICK, secrets: { bearerSecret: SECRET } };
  await acme.admin.ask("POST", "/channels", channel);
  const [{ path: hook }] = (await acme.admin.ask("GET", "/channels")).items;
  const old = readFileSync(file, "utf8");
  const early = await call(folder, ["agent", "rotate-key"]);
  expect(early.err).toContain("expected no server to run on this database, at least one does");
  // The server that runs is not disturbed, and can be started again.
  expect([readFileSync(file, "utf8"), readdirSync(keys)]).toEqual([old, ["master.key"]]);
  const [run] = [(await acme.operator.ask("POST", "/runs", QUICK)).run];
  await untilState(acme.operator, run, "over");
  expect(await first.stop()).toBe(0);

  // Begun and not over: neither a server nor a backup takes a key of which nobody knows whether it is the one.
  const killed = start(folder, ["agent", "rotate-key"]);
  while (!existsSync(next) && killed.exitCode === null) await sleep(2);
  killed.kill("SIGKILL");
  await ended(killed);
  for (const words of [["serve"], ["backup", "--to", join(emptyFolder(), "b")]])
    expect((await call(folder, ["agent", ...words])).err).toContain("found the next one beside it");
  const wanted = readFileSync(next, "utf8");
  const done = await rotate();
  expect(done.answer).toMatchObject({ unreadable: [], path: file });
  // The ledgers' keys of the platform and of acme, and the channel's secret.
  expect(done.answer.secrets).toBe(3);
  expect([readFileSync(file, "utf8"), readdirSync(keys)]).toEqual([wanted, ["master.key"]]);

  // Killed when all was re-encrypted, and the file not yet in its place.
  copyFileSync(file, next);
  writeFileSync(file, old);
  expect((await call(folder, ["agent", "serve"])).err).toContain("run `sdetkit agent rotate-key` again");
  expect((await rotate()).answer).toMatchObject({ secrets: 3, unreadable: [] });
  expect(readFileSync(file, "utf8")).toBe(wanted);

  const to = join(emptyFolder(), "backup");
  expect((await json(folder, ["agent", "backup", "--to", to])).answer).toMatchObject({ holds_master_key: true });
  const restored = emptyFolder();
  chmodSync(restored, 0o755);
  put(restored, ".sdetkit/server.yaml", JSON.stringify(settings));
  expect((await call(restored, ["agent", "restore", "--from", to, "--yes"])).exit).toBe(0);
  for (const where of [folder, restored]) {
    const again = await serve(where);
    const admin = api(again.url, acme.tokens.admin);
    expect((await admin.ask("GET", "/channels")).items[0]).toMatchObject({ secrets: ["bearerSecret"] });
    const headers = { "content-type": "application/json", authorization: `Bearer ${SECRET}` };
    const sent = await fetch(`${again.url}${hook}`, { method: "POST", headers, body: '{"id":1}' });
    expect(sent.status).toBe(200);
    const own = api(again.url, acme.tokens.operator);
    await untilState(own, (await own.ask("POST", "/runs", QUICK)).run, "over");
    expect(await admin.ask("GET", "/history/verification")).toMatchObject({ ok: true });
    expect(await again.stop()).toBe(0);
  }

  writeFileSync(file, old);
  expect((await call(folder, ["agent", "serve"])).err).toContain(
    "expected the master key that this database was set up with, got another one",
  );
});
