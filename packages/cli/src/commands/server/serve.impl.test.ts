import { mkdtempSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "@commander-js/extra-typings";
import type { Ended, RunningServer } from "@sdetkit/server/client";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Invocation } from "../../command/command.ts";
import type { ServerPackage } from "../../command/server-package.ts";
import { type TestWorld, testConsole } from "../../terminal/testing/test-console.ts";
import { type ServeOptions, serveWith } from "./serve.impl.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(realpathSync(tmpdir()), "cli-serve-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Serves with a server that is up at once and goes down when it is told to, or by itself. */
async function served(
  options: ServeOptions,
  { adminToken = null, staysUp = false, quiet = false, handedOver = 0, onHangup, onLoad, ...world }: Story = {},
): Promise<{ exit: number; json: object; err: string; out: string; stops: number; reloads: number; call: Call }> {
  const { promise: ended, resolve } = Promise.withResolvers<Ended>();
  let [stops, reloads] = [0, 0];
  const stop = async () => {
    stops += 1;
    resolve({ exit: 0, handedOver });
  };
  const running: RunningServer = {
    url: "http://127.0.0.1:8787",
    adminToken,
    about: [
      { name: "database", value: "embedded PostgreSQL" },
      { name: "simulated", value: "slack" },
    ],
    ended,
    reload: () => {
      reloads += 1;
    },
    stop,
  };
  let call: Call | undefined;
  const serve = async (given: Call) => {
    call = given;
    given.log('{"level":40,"time":1795305600000,"msg":"a chore failed","chore":"retention","pid":7}');
    if (!staysUp) resolve({ exit: 0, handedOver });
    return running;
  };
  const console = testConsole({ cwd: folder, env: { NO_COLOR: "1" }, ...world });
  const load = async () => {
    onLoad?.();
    return { serve };
  };
  const invocation: Invocation = {
    console: onHangup === undefined ? console : { ...console, onHangup },
    installation: { version: "9.9.9", templates: "/templates" },
    cwd: folder,
    folderNamed: false,
    config: undefined,
    json: false,
    verbose: false,
    quiet,
    program: new Command(),
    registry: [],
  };
  const { exit, json } = await serveWith(load, {}, options, invocation);
  return { exit, json, err: console.err(), out: console.out(), stops, reloads, call: call as Call };
}

type Call = Parameters<ServerPackage["serve"]>[0];
type Story = TestWorld & {
  onHangup?: Invocation["console"]["onHangup"];
  onLoad?: () => void;
  adminToken?: string | null;
  staysUp?: boolean;
  quiet?: boolean;
  handedOver?: number;
};

test("says where it is, what it works with, and on the first start how to begin", async () => {
  const { exit, err, out, call } = await served({}, { adminToken: "sdk_admin", tty: true });
  expect({ exit, out }).toEqual({ exit: 0, out: "" });
  expect(call).toMatchObject({ cwd: folder, version: "9.9.9", builtinTemplates: "/templates" });
  expect(err).toBe(
    [
      "00:00:00 warning a chore failed chore=retention",
      "✓ sdetkit serves  http://127.0.0.1:8787",
      "",
      "  database   embedded PostgreSQL",
      "  simulated  slack",
      "",
      "The platform administrator's token  shown this once",
      "  sdk_admin",
      "",
      "Next, in another terminal",
      "  export SDETKIT_TOKEN=…",
      "  sdetkit agent tenants create NAME",
      "",
      "Ctrl+C shuts it down gracefully; a second Ctrl+C, at once.",
      "",
      "✓ stopped",
      "",
    ].join("\n"),
  );
  expect((await served({})).err).not.toContain("token");
});

test("the log is as it is where nobody watches, and none with --quiet", async () => {
  expect((await served({})).err.split("\n")[0]).toBe(
    '{"level":40,"time":1795305600000,"msg":"a chore failed","chore":"retention","pid":7}',
  );
  expect((await served({}, { quiet: true })).err).toBe("");
});

test("the token goes into the file that was named, and is shown only where that is impossible: it is never lost", async () => {
  const file = join(folder, "admin.token");
  const kept = await served({ adminTokenFile: "admin.token" }, { adminToken: "sdk_admin" });
  expect(kept.err).not.toContain("sdk_admin");
  expect(kept.err).toContain(`export SDETKIT_TOKEN_FILE="${file}"`);
  expect({ text: readFileSync(file, "utf8"), mode: statSync(file).mode & 0o777 }).toEqual({
    text: "sdk_admin\n",
    mode: 0o600,
  });
  // Later starts have no token, and leave the file alone.
  expect((await served({ adminTokenFile: "admin.token" })).err).not.toContain("warning:");
  writeFileSync(file, "theirs\n");
  const taken = await served({ adminTokenFile: "admin.token" }, { adminToken: "sdk_admin", quiet: true });
  expect(taken.err).toContain("warning: the token could not be written");
  expect(taken.err).toContain("  sdk_admin\n");
  expect(readFileSync(file, "utf8")).toBe("theirs\n");
});

test("another token is made when it was requested, and at no other start", async () => {
  expect((await served({ newAdminToken: true })).call).toMatchObject({ newAdminToken: true, flags: {} });
  expect((await served({})).call).toMatchObject({ newAdminToken: false });
});

test("an interrupt ends it in good order, also one that came while it started", async () => {
  const interrupt = new AbortController();
  const late = served({}, { staysUp: true, signal: interrupt.signal });
  setImmediate(() => interrupt.abort());
  expect(await late).toMatchObject({ exit: 0, stops: 1, json: { url: "http://127.0.0.1:8787", ended: true } });
  expect(await served({}, { staysUp: true, signal: AbortSignal.abort() })).toMatchObject({ exit: 0, stops: 1 });
});

test("a hang-up while it starts does not end it, and has it read its files again once it is up", async () => {
  let hangUp = () => {};
  const onHangup = (reload: () => void) => {
    hangUp = reload;
  };
  expect(await served({}, { onHangup, onLoad: () => hangUp() })).toMatchObject({ exit: 0, reloads: 1 });
  expect(await served({}, { onHangup, onLoad: () => undefined })).toMatchObject({ exit: 0, reloads: 0 });
});

test("the last line tells a person that it is down, and how many runs others continue with", async () => {
  const interrupted = { staysUp: true, signal: AbortSignal.abort(), handedOver: 2 };
  const shown = await served({}, { ...interrupted, tty: true });
  expect(shown.err.split("\n").at(-2)).toBe("✓ stopped, 2 runs handed over");
  expect(shown.json).toMatchObject({ handed_over: 2 });
  // Not among the lines of a log, and not where silence was requested.
  expect((await served({}, interrupted)).err).not.toContain("stopped");
  expect((await served({}, { ...interrupted, tty: true, quiet: true })).err).toBe("");
});

test("a password in --database-url is seen by everybody on the machine: said", async () => {
  const warning = "every user of this machine can read the password";
  expect((await served({ databaseUrl: "postgresql://o:secret@db/x" })).err).toContain(warning);
  expect((await served({ databaseUrl: "postgresql://o@db/x" })).err).not.toContain(warning);
});
