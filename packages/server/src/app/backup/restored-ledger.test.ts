import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { generateRun } from "../../../../../bench/history-generator.ts";
import type { Caller } from "../../control/access/types.ts";
import { addTenant } from "../../storage/database/testing/add-tenant.ts";
import { TEST_MASTER_KEY } from "../../storage/database/testing/master-key.ts";
import { openTestDatabase } from "../../storage/database/testing/open-test-database.ts";
import type { Database } from "../../storage/database/types.ts";
import { createLedger } from "../../storage/ledger/create-ledger.ts";
import { createRoots } from "../../storage/roots/create-roots.ts";
import { createVault } from "../../storage/vault/create-vault.ts";
import { backup } from "./backup.ts";
import { restore } from "./restore.ts";

const TENANT = "t-one";
const BY: Caller = { tenant: TENANT, account: "ana", accountId: "a-1", scopes: new Set(), via: "api", token: null };
const base = mkdtempSync(join(tmpdir(), "backup-ledger-"));
const drops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const drop of drops) await drop();
  rmSync(base, { recursive: true, force: true });
});

const rootsIn = (name: string) => ({
  workspace: join(base, name, "w"),
  history: join(base, name, "h"),
  dashboards: join(base, name, "d"),
});

async function open(name: string) {
  const opened = await openTestDatabase();
  drops.push(opened.drop);
  const { database } = opened;
  const ledger = () =>
    createLedger({ database, vault: createVault(TEST_MASTER_KEY), roots: createRoots(rootsIn(name)), now: () => 0 });
  return { ...opened, ledger };
}

const headOf = (database: Database) =>
  database.tenant(TENANT, (tx) =>
    tx.selectFrom("ledger_heads").select(["size", "frontier", "checkpoint"]).executeTakeFirstOrThrow(),
  );

test("a restored ledger is published again, verifies, and goes on", async () => {
  const [one, two] = [await open("one"), await open("two")];
  const ledger = one.ledger();
  await addTenant(one.database, TENANT);
  const act = (target: string) => ({ act: "tokens.create", target, detail: {} });
  await one.database.tenant(TENANT, (tx) => ledger.create(tx, TENANT));
  const content = await ledger.content(TENANT);
  const run = generateRun(1, await content.blobs.put("template 1\n"), { repeats: 1 });
  await content.putRecord(run.record);
  await one.database.tenant(TENANT, async (tx) => {
    const row = { tenant: TENANT, id: run.envelope.run, workspace: "w", task: "t", inputs: "{}" };
    await tx
      .insertInto("runs")
      .values({ ...row, requester: "ana", channel: "api" })
      .execute();
    await ledger.appendRuns(tx, TENANT, [run]);
    await ledger.appendAuditEvent(tx, BY, act("published before"));
  });
  await ledger.publish(TENANT);
  await one.database.tenant(TENANT, (tx) => ledger.appendAuditEvent(tx, BY, act("not published yet")));

  const key = join(base, "master.key");
  writeFileSync(key, TEST_MASTER_KEY.toString("base64"), { mode: 0o600 });
  await backup({ url: one.url, roots: rootsIn("one"), masterKeyFile: key, to: join(base, "backup") });
  const masterKeyFile = join(base, "two/master.key");
  await restore({ from: join(base, "backup"), url: two.url, roots: rootsIn("two"), masterKeyFile, masterKey: null });

  expect(await headOf(two.database)).toEqual(await headOf(one.database));
  const restored = two.ledger();
  expect(await restored.history(TENANT, (history) => history.verify())).toMatchObject({ ok: true });
  await two.database.tenant(TENANT, (tx) => restored.appendAuditEvent(tx, BY, act("after")));
  expect(await restored.history(TENANT, async (history) => [history.size(), [...history.acts()].length])).toEqual([
    4, 3,
  ]);
  expect(await restored.history(TENANT, (history) => history.verify())).toMatchObject({ ok: true });
});
