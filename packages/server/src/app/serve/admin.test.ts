import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { addTenant } from "../../storage/database/testing/add-tenant.ts";
import { TEST_MASTER_KEY } from "../../storage/database/testing/master-key.ts";
import { openTestDatabase } from "../../storage/database/testing/open-test-database.ts";
import { backUpServer, restoreServer } from "./admin.ts";
import { rotateKey } from "./rotate-key.ts";
import type { ServerCall } from "./types.ts";

let base: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), "look-after-"));
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

function callIn(cwd: string, env: ServerCall["env"] = {}): ServerCall {
  const { signal } = new AbortController();
  return { cwd, config: undefined, flags: {}, env, version: "9.9.9", builtinTemplates: "/", log: () => {}, signal };
}

const key = () => randomBytes(32).toString("base64");

test("in a folder without a server nothing is backed up or rotated, and nothing is made", async () => {
  const keys = { SDETKIT_MASTER_KEY: key(), SDETKIT_NEW_MASTER_KEY: key() };
  for (const env of [{}, keys]) {
    const to = join(base, "backup");
    const refused = { code: "no-server", exit: 2, message: expect.stringContaining(base) };
    await expect(backUpServer({ ...callIn(base, env), to })).rejects.toMatchObject(refused);
    await expect(rotateKey(callIn(base, env))).rejects.toMatchObject(refused);
  }
  expect(readdirSync(base)).toEqual([]);
});

test("a server whose master key is gone is not backed up without it", async () => {
  mkdirSync(join(base, ".sdetkit/server/postgres/data"), { recursive: true });
  const to = join(base, "backup");
  await expect(backUpServer({ ...callIn(base), to })).rejects.toMatchObject({ code: "master-key-missing" });
  expect(readdirSync(base)).toEqual([".sdetkit"]);
});

test("a restoration names the workspaces whose folders are not allowed where it went", async () => {
  const [one, two] = [await openTestDatabase(), await openTestDatabase()];
  try {
    const target = join(base, "target");
    const [inside, outside] = [join(target, "shop"), join(base, "old/shop")];
    for (const folder of [inside, outside]) mkdirSync(folder, { recursive: true });
    await addTenant(one.database, "t-one");
    await one.database.tenant("t-one", async (tx) => {
      for (const [name, location] of Object.entries({ inside, outside }))
        await tx
          .insertInto("workspaces")
          .values({ tenant: "t-one", name, kind: "folder", location, problem: null, commit: null, synced_at: null })
          .execute();
    });
    const env = { SDETKIT_MASTER_KEY: TEST_MASTER_KEY.toString("base64") };
    const to = join(base, "backup");
    await backUpServer({ ...callIn(join(base, "old"), env), flags: { databaseUrl: one.url }, to });
    const call = { ...callIn(target, env), flags: { databaseUrl: two.url }, from: to };
    const { not_allowed } = await restoreServer(call);
    expect(not_allowed).toEqual([
      expect.objectContaining({
        workspace: "outside",
        location: outside,
        problem: expect.stringContaining(`not below ${target}`),
      }),
    ]);
  } finally {
    await one.drop();
    await two.drop();
  }
});

test("restoring what is no backup leaves nothing", async () => {
  const from = join(base, "nothing");
  mkdirSync(from);
  const target = join(base, "target");
  mkdirSync(target);
  await expect(restoreServer({ ...callIn(target), from })).rejects.toMatchObject({ code: "backup-missing" });
  expect(readdirSync(target)).toEqual([]);
});
