import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ExitCode, Fault } from "@sdetkit/core";
import { Ajv } from "ajv";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { loadSettings, type SettingsSources } from "./load-settings.ts";
import { loadMasterKey } from "./master-key.ts";
import { parseSettings } from "./parse-settings.ts";
import { settingsJsonSchema, settingsTable } from "./settings-reference.ts";

let base: string;
let folder: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), "settings-"));
  folder = join(base, ".sdetkit", "server");
  mkdirSync(folder, { recursive: true });
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const write = (text: string) => writeFileSync(join(base, ".sdetkit", "server.yaml"), text);
const load = (more: Partial<SettingsSources> = {}) => loadSettings({ folder, flags: {}, env: {}, ...more });
function faultOf(work: () => unknown): Fault {
  try {
    work();
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
  throw new Error("expected a Fault, got none");
}

describe("settings", () => {
  test("without a file have a default for everything, and absolute paths", () => {
    const settings = load();
    expect(settings).toMatchObject({
      folder,
      http: { host: "127.0.0.1", port: 8787, behindProxy: false, tls: null, maxBodyBytes: 1024 ** 2 },
      database: { url: null },
      runs: { sandbox: "required" },
      workspaces: { folders: [base] },
      roots: {
        workspace: join(folder, "workspaces"),
        history: join(folder, "history"),
        dashboards: join(folder, "dashboards"),
      },
      limits: { user: { burst: 30, perSecond: 2 } },
    });
    expect("version" in settings).toBe(false);
    for (const text of ["", "# nothing\n", "version: 1\nhttp:\nlog: {}\n"]) {
      write(text);
      expect(load()).toEqual(settings);
    }
  });

  test("flag beats environment beats file beats default", () => {
    write(
      "http: { port: 1001, host: localhost, max_body_bytes: 2048 }\ndatabase: { url: postgresql://file/x }\nchannels: { simulate: [webhook] }\n",
    );
    expect(load().http).toMatchObject({ port: 1001, host: "localhost", maxBodyBytes: 2048 });
    const env = {
      SDETKIT_PORT: "1002",
      SDETKIT_HOST: "::1",
      SDETKIT_DATABASE_URL: "postgresql://env/x",
      SDETKIT_SIMULATE: "slack, telegram",
    };
    expect(load({ env })).toMatchObject({
      http: { port: 1002, host: "::1" },
      database: { url: "postgresql://env/x" },
      channels: { simulate: ["slack", "telegram"] },
    });
    expect(load({ env, flags: { port: 1003, databaseUrl: "postgresql://flag/x", simulate: [] } })).toMatchObject({
      http: { port: 1003, host: "::1" },
      database: { url: "postgresql://flag/x" },
      channels: { simulate: [] },
    });
  });

  test.each<[string, string, string, string]>([
    ["htpp: {}", "unknown-key", "1:1", "did you mean `http`?"],
    ["http: { maxBodyBytes: 5000 }", "unknown-key", "1:9", "did you mean `max_body_bytes`?"],
    ["http:\n  prot: 1", "unknown-key", "2:3", "did you mean `port`?"],
    ["http: { port: '80' }", "wrong-type", "1:15", "without quotes"],
    ["http: { port: 70000 }", "invalid-value", "1:15", "smaller"],
    ["http: { port: 1.5 }", "invalid-value", "1:15", "whole number"],
    ["http: [a]", "wrong-type", "1:7", "indent"],
    ["http: { tls: { cert: a.pem } }", "missing-key", "1:14", "add `key: …`"],
    ["http: { hosts: ['https://x'] }", "invalid-value", "1:17", "write it this way"],
    ["runs: { sandbox: on }", "invalid-value", "1:18", "one of `required`, `auto`, `off`"],
    ["version: 2", "invalid-value", "1:10", "write `1`"],
    ["limits:\n  user:\n    burst: 0", "invalid-value", "3:12", "larger"],
    ["retention: { eventsDays: 3 }", "unknown-key", "1:14", "did you mean `events_days`?"],
    ["log: &a { level: info }", "yaml-alias", "1:6", ""],
    ["log: {}\nlog: {}", "duplicate-key", "2:1", "the first is on line 1"],
  ])("%s is refused as %s at %s", (text, code, place, hint) => {
    const { ok, diagnostics } = parseSettings("server.yaml", text);
    expect(ok).toBe(false);
    const found = diagnostics.map((each) => [each.code, `${each.place.line}:${each.place.column}`, each.hint]);
    expect(found).toContainEqual([code, place, expect.stringContaining(hint)]);
  });

  test("all that is wrong is said at once, with file and exit code", () => {
    write("http: { port: -1 }\nlog: { level: loud }\n");
    const fault = faultOf(load);
    expect(fault).toMatchObject({ code: "invalid-settings", exit: ExitCode.usage });
    expect(fault.diagnostics.map(({ place }) => place.line)).toEqual([1, 2]);
  });

  test("a password in a wrong file is not shown", () => {
    // secretlint-disable-next-line -- a password of nobody, which has to stay unsaid
    write("database:\n  url: mysql://me:hunter2@db/x\n");
    const fault = faultOf(load);
    expect(JSON.stringify([fault.message, fault.remedy, fault.diagnostics])).not.toContain("hunter2");
    expect(fault.message).toContain("line 2");
    for (const text of ["database:\n  url: 8347501 # the password\n", "http:\n  hosts: me:8347501@db\n"]) {
      write(text);
      expect(faultOf(load).remedy).not.toContain("8347501");
    }
    // secretlint-disable-next-line -- a password of nobody, which has to stay unsaid
    const flag = faultOf(() => load({ file: undefined, flags: { databaseUrl: "mysql://me:hunter2@db/x" } }));
    expect(JSON.stringify([flag.message, flag.remedy])).not.toContain("hunter2");
  });

  test("what the environment or a flag says wrong is refused by its name", () => {
    expect(faultOf(() => load({ env: { SDETKIT_PORT: "many" } })).message).toContain("http.port");
    expect(faultOf(() => load({ flags: { logLevel: "loud" } })).message).toContain("log.level");
    expect(faultOf(() => load({ flags: { tlsCert: "a.pem" } })).message).toContain("one of the two");
    expect(faultOf(() => load({ file: join(base, "none.yaml") })).code).toBe("settings-missing");
  });

  test("a host that others reach needs TLS, here or in front", () => {
    for (const host of ["0.0.0.0", "::", "10.0.0.1", "example.org", "127.0.0.1.example.org"])
      expect(faultOf(() => load({ flags: { host } })).code).toBe("host-exposed");
    expect(load({ flags: { host: "0.0.0.0", behindProxy: true } }).http.host).toBe("0.0.0.0");
    expect(load({ flags: { host: "0.0.0.0", tlsCert: "/a", tlsKey: "/b" } }).http.tls).toEqual({
      cert: "/a",
      key: "/b",
    });
    expect(load({ flags: { host: "127.0.0.2" } }).http.host).toBe("127.0.0.2");
  });

  test("roots are folders or file URLs, apart from each other", () => {
    write("roots: { history: file:///srv/a%20b, workspace: fast, dashboards: /srv/d/ }\n");
    expect(load().roots).toEqual({ history: "/srv/a b", workspace: join(base, ".sdetkit/fast"), dashboards: "/srv/d" });
    for (const [text, said] of [
      ["history: s3://bucket/x", "not yet"],
      ["history: https://x/y", "file:///srv"],
      ["history: file://host/x", "file:///srv"],
      ["{ history: /srv/x, workspace: /srv/x }", "apart"],
      ["{ history: /srv/x, workspace: /srv/x/y }", "apart"],
    ] as const) {
      write(`roots:\n  ${text}\n`);
      expect(faultOf(load).message).toContain(said);
    }
  });

  test("the reference and the JSON Schema name every key, and take what the program takes", () => {
    const table = settingsTable();
    for (const key of [
      "http.max_body_bytes",
      "http.tls.cert",
      "limits.user.per_second",
      "roots.history",
      "database.url",
    ])
      expect(table).toContain(`| \`${key}\` |`);
    expect(table.split("\n").filter((line) => /\|\s*\|$/.test(line))).toEqual([]);
    const validate = new Ajv({ strict: false }).compile(settingsJsonSchema());
    expect(validate({ http: { max_body_bytes: 2048, tls: null }, limits: { user: { per_second: 1.5 } } })).toBe(true);
    expect(validate({ http: { maxBodyBytes: 2048 } })).toBe(false);
    expect(validate({ runs: { sandbox: "on" } })).toBe(false);
  });
});

describe("the master key", () => {
  test("is made once, for its owner alone, and stays", () => {
    const key = loadMasterKey(folder, {});
    expect(key).toHaveLength(32);
    expect(statSync(join(folder, "keys/master.key")).mode & 0o777).toBe(0o600);
    expect(loadMasterKey(folder, {})).toEqual(key);
    expect(readdirSync(join(folder, "keys"))).toEqual(["master.key"]);
  });

  test("comes from the environment when it is there, and is never shown", () => {
    const text = Buffer.alloc(32, 9).toString("base64");
    expect(loadMasterKey(folder, { SDETKIT_MASTER_KEY: text })).toEqual(Buffer.alloc(32, 9));
    expect(readdirSync(folder)).toEqual([]);
    const fault = faultOf(() => loadMasterKey(folder, { SDETKIT_MASTER_KEY: "c2hvcnQ=" }));
    expect(fault.code).toBe("invalid-master-key");
    expect(fault.message).not.toContain("c2hvcnQ");
  });

  test("that others can read, is damaged, or is missing where it must not be, is refused", () => {
    expect(faultOf(() => loadMasterKey(folder, {}, { create: false })).code).toBe("master-key-missing");
    loadMasterKey(folder, {});
    const file = join(folder, "keys/master.key");
    chmodSync(file, 0o640);
    expect(faultOf(() => loadMasterKey(folder, {})).code).toBe("master-key-open");
    chmodSync(file, 0o600);
    writeFileSync(file, readFileSync(file, "utf8").slice(4));
    expect(faultOf(() => loadMasterKey(folder, {})).code).toBe("invalid-master-key");
  });
});
