import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { canonicalJson, type Sha256 } from "@sdetkit/core";
import { type FinishedRun, verifyHistory } from "@sdetkit/runtime";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { generateRun } from "../../../../../bench/history-generator.ts";
import type { Caller } from "../../control/access/types.ts";
import { addTenant } from "../database/testing/add-tenant.ts";
import { TEST_MASTER_KEY } from "../database/testing/master-key.ts";
import { openTestDatabase } from "../database/testing/open-test-database.ts";
import type { Database, Tx } from "../database/types.ts";
import { createRoots } from "../roots/create-roots.ts";
import { createVault } from "../vault/create-vault.ts";
import { createLedger } from "./create-ledger.ts";
import type { Ledger } from "./types.ts";

const base = mkdtempSync(join(tmpdir(), "sdetkit-ledger-"));
const roots = createRoots({
  workspace: join(base, "workspace"),
  history: join(base, "history"),
  dashboards: join(base, "dashboards"),
});
let database: Database;
let url: string;
let drop: () => Promise<void>;
let ledger: Ledger;
let number = 0;

const open = (on = database) =>
  createLedger({ database: on, vault: createVault(TEST_MASTER_KEY), roots, now: () => Date.UTC(2026, 10, 2) });

beforeAll(async () => {
  ({ database, url, drop } = await openTestDatabase());
  ledger = open();
});
afterAll(async () => {
  await drop();
  rmSync(base, { recursive: true, force: true });
});

async function freshTenant(): Promise<string> {
  const id = `t-${++number}`;
  await addTenant(database, id);
  await database.tenant(id, (tx) => ledger.create(tx, id));
  return id;
}

const by = (tenant: string): Caller => ({
  tenant,
  account: "anna",
  accountId: "a-1",
  scopes: new Set(),
  via: "api",
  token: null,
});
const act = (target: string) => ({ act: "tokens.create", target, detail: {} });

/** Writes a run's content and its row in `runs`, as what executes runs does. */
async function finished(tenant: string, n: number, on = ledger): Promise<FinishedRun> {
  const content = await on.content(tenant);
  const source = await content.blobs.put(`template ${n % 3}\n`);
  const run = generateRun(n, source, { repeats: 1 });
  await content.putRecord(run.record);
  return run;
}

async function record(tx: Tx, tenant: string, runs: readonly FinishedRun[], on = ledger) {
  for (const { envelope } of runs) {
    const row = { tenant, id: envelope.run, workspace: "w", task: envelope.task, inputs: "{}" };
    await tx
      .insertInto("runs")
      .values({ ...row, requester: "anna", channel: "api" })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
  const recorded = await on.appendRuns(tx, tenant, runs);
  for (const [i, { envelope }] of runs.entries()) {
    const { hash, seq } = recorded[i]!;
    await tx.updateTable("runs").set({ hash, seq }).where("id", "=", envelope.run).execute();
  }
  return recorded;
}

const headOf = (tenant: string) =>
  database.tenant(tenant, (tx) => tx.selectFrom("ledger_heads").selectAll().executeTakeFirstOrThrow());

describe("appending", () => {
  it("numbers runs and acts in one ledger, and the same run again changes nothing", async () => {
    const tenant = await freshTenant();
    const runs = await Promise.all([0, 1, 2].map((n) => finished(tenant, n)));
    await database.tenant(tenant, async (tx) => {
      await ledger.appendAuditEvent(tx, by(tenant), act("token one"));
      expect(await record(tx, tenant, runs)).toMatchObject([{ seq: 1 }, { seq: 2 }, { seq: 3 }]);
      await ledger.appendAuditEvent(tx, by(tenant), act("token two"));
      expect(await record(tx, tenant, [runs[1]!, runs[1]!])).toMatchObject([{ seq: 2 }, { seq: 2 }]);
    });
    const fresh = await finished(tenant, 3);
    const twice = await database.tenant(tenant, (tx) => record(tx, tenant, [fresh, runs[2]!, fresh]));
    expect(twice.map(({ seq }) => seq)).toEqual([5, 3, 5]);
    const changed = { ...runs[0]!, envelope: { ...runs[0]!.envelope, channel: "slack" } };
    await expect(database.tenant(tenant, (tx) => record(tx, tenant, [changed]))).rejects.toMatchObject({
      code: "run-exists",
    });
    expect((await headOf(tenant)).size).toBe(6);
    const acts = await database.tenant(tenant, (tx) => ledger.acts(tx, tenant, { limit: 10 }));
    expect(acts).toMatchObject([
      { seq: 4, target: "token two", actor: "anna", via: "api", at: "2026-11-02T00:00:00.000Z" },
      { seq: 0, target: "token one" },
    ]);
    const page = await database.tenant(tenant, (tx) => ledger.acts(tx, tenant, { limit: 10, before: 4 }));
    expect(page.map(({ seq }) => seq)).toEqual([0]);
  });

  it("leaves nothing behind of a transaction that fails, and goes on from where it was", async () => {
    const tenant = await freshTenant();
    const failing = database.tenant(tenant, async (tx) => {
      await ledger.appendAuditEvent(tx, by(tenant), act("lost"));
      throw new Error("no");
    });
    await expect(failing).rejects.toThrow("no");
    await database.tenant(tenant, (tx) => ledger.appendAuditEvent(tx, by(tenant), act("kept")));
    expect(await ledger.history(tenant, async (history) => [...history.acts()].map(({ act }) => act.target))).toEqual([
      "kept",
    ]);
  });

  it("keeps one order whoever appends at the same time, on several replicas", async () => {
    const tenant = await freshTenant();
    const replicas = [ledger, open(), open()];
    await Promise.all(
      Array.from({ length: 60 }, (_, n) =>
        database.tenant(tenant, (tx) => replicas[n % 3]!.appendAuditEvent(tx, by(tenant), act(`t ${n}`))),
      ),
    );
    const targets = await ledger.history(tenant, async (history) => {
      expect(await history.verify()).toMatchObject({ ok: true, acts: 60 });
      return [...history.acts()].map(({ act }) => act.target);
    });
    expect(new Set(targets).size).toBe(60);
  });

  it("refuses runs whose record or blobs are not stored", async () => {
    const tenant = await freshTenant();
    const run = await finished(tenant, 0);
    const odd = { ...run, record: { ...run.record, inputs: { other: true } } };
    const bare = { ...run, envelope: { ...run.envelope, blobs: ["0".repeat(64) as Sha256] } };
    for (const [wrong, code] of [
      [odd, "record-missing"],
      [bare, "blob-missing"],
    ] as const) {
      await expect(database.tenant(tenant, (tx) => record(tx, tenant, [wrong]))).rejects.toMatchObject({ code });
    }
    expect((await headOf(tenant)).size).toBe(0);
  });

  it("signs nothing on top of a past that somebody else wrote", async () => {
    const changes = [
      `UPDATE ledger_heads SET frontier = decode(repeat('00', 32), 'hex')`,
      `UPDATE ledger_heads SET size = 3`,
      `UPDATE ledger_heads SET checkpoint = replace(checkpoint, E'\\n2\\n', E'\\n4\\n')`,
      `DELETE FROM ledger WHERE seq = 1`,
      `INSERT INTO ledger SELECT tenant, 2, hash, leaf FROM ledger WHERE seq = 1`,
      `DELETE FROM ledger_heads`,
    ];
    for (const change of changes) {
      const tenant = await freshTenant();
      for (const n of [1, 2])
        await database.tenant(tenant, (tx) => ledger.appendAuditEvent(tx, by(tenant), act(`t ${n}`)));
      await database.tenant(tenant, (tx) => sql.raw(change).execute(tx));
      // The replica that wrote it, and one that never saw it.
      for (const replica of [ledger, open()]) {
        const attempt = database.tenant(tenant, (tx) => replica.appendAuditEvent(tx, by(tenant), act("on top")));
        await expect(attempt, change).rejects.toMatchObject({ code: "ledger-altered" });
      }
      await database.control((tx) => tx.deleteFrom("tenants").where("id", "=", tenant).execute());
    }
  });

  it("writes no secret of a known shape, and nothing that the database cannot hold", async () => {
    const tenant = await freshTenant();
    const secret = `ghp_${"a1B2".repeat(9)}`;
    await database.tenant(tenant, (tx) =>
      ledger.appendAuditEvent(tx, by(tenant), {
        act: "channels.add",
        target: `channel ${secret}\0\ud800`,
        detail: { token: secret, nothing: undefined, when: new Date(0) },
      }),
    );
    const [row] = await database.tenant(tenant, (tx) => ledger.acts(tx, tenant, { limit: 1 }));
    expect(JSON.stringify(row)).not.toContain("a1B2");
    expect(row).toMatchObject({
      target: "channel [redacted]\ufffd\ufffd",
      detail: { when: "1970-01-01T00:00:00.000Z" },
    });
  });
});

describe("publishing", () => {
  it("makes a folder that verifies alone, with the checkpoint of the database and no private key", async () => {
    const tenant = await freshTenant();
    for (let n = 0; n < 12; n++) {
      const run = await finished(tenant, n);
      await database.tenant(tenant, async (tx) => {
        await record(tx, tenant, [run]);
        if (n % 4 === 0) await ledger.appendAuditEvent(tx, by(tenant), act(`t ${n}`));
      });
    }
    await ledger.publish(tenant);
    const { layout } = await ledger.content(tenant);
    expect(await verifyHistory(layout)).toMatchObject({ ok: true, runs: 12, acts: 3 });
    const { checkpoint, size, published } = await headOf(tenant);
    expect([size, published]).toEqual([15, 15]);
    expect(readFileSync(join(layout.history, "checkpoint"), "utf8")).toBe(checkpoint);
    expect(readdirSync(layout.keys).sort()).toEqual(["ledger.pub", "ledger.vkey"]);
    const dump = readdirSync(base, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
    for (const file of dump) {
      expect(readFileSync(join(file.parentPath, file.name), "latin1")).not.toContain("PRIVATE KEY");
    }
  });

  it("goes on wherever a crash left it: copied and not noted, or noted and lost", async () => {
    const tenant = await freshTenant();
    const more = async (n: number) => {
      const run = await finished(tenant, n);
      await database.tenant(tenant, (tx) => record(tx, tenant, [run]));
    };
    const total = async () => (await ledger.history(tenant, async (history) => history.verify())).runs;
    for (let n = 0; n < 5; n++) await more(n);
    await ledger.publish(tenant);
    // Between the copy's commit and the database's.
    await database.tenant(tenant, (tx) => tx.updateTable("ledger_heads").set({ published: 2 }).execute());
    await more(5);
    await ledger.publish(tenant);
    expect((await headOf(tenant)).published).toBe(6);
    // A disk that was lost: the records and blobs have a backup, the copy is made again.
    const { layout } = await ledger.content(tenant);
    for (const name of ["history.db", "history.db-wal", "history.db-shm", "checkpoint"]) {
      rmSync(join(layout.history, name), { force: true });
    }
    expect(await total()).toBe(6);
    expect(await verifyHistory(layout)).toMatchObject({ ok: true });
  });

  it("copies more than a batch, and what all replicas are asked for at once, once", async () => {
    const tenant = await freshTenant();
    const runs: FinishedRun[] = [];
    for (let n = 0; n < 2300; n++) {
      const content = await ledger.content(tenant);
      const run = generateRun(n, await content.blobs.put("one\n"), { repeats: 200 });
      await content.putRecord(run.record);
      runs.push(run);
    }
    await database.tenant(tenant, (tx) => ledger.appendRuns(tx, tenant, runs));
    await Promise.all([ledger.publish(tenant), open().publish(tenant), open().publishAll(), ledger.publish(tenant)]);
    expect(await ledger.history(tenant, (history) => history.verify())).toMatchObject({ ok: true, runs: 2300 });
  });

  it("shows a reader what was committed before it asked, while others go on", async () => {
    const tenant = await freshTenant();
    let done = 0;
    const writing = (async () => {
      for (let n = 0; n < 30; n++) {
        await database.tenant(tenant, (tx) => ledger.appendAuditEvent(tx, by(tenant), act(`t ${n}`)));
        done++;
      }
    })();
    while (done < 30) {
      const before = done;
      expect(await ledger.history(tenant, async (history) => history.size())).toBeGreaterThanOrEqual(before);
    }
    await writing;
  });

  it("does not wait for a transaction that is appending", async () => {
    const tenant = await freshTenant();
    await database.tenant(tenant, (tx) => ledger.appendAuditEvent(tx, by(tenant), act("one")));
    await database.tenant(tenant, async (tx) => {
      await ledger.appendAuditEvent(tx, by(tenant), act("two"));
      expect(await ledger.history(tenant, async (history) => history.size())).toBe(1);
    });
    expect(await ledger.history(tenant, async (history) => history.size())).toBe(2);
  });

  it("does not go on over a copy that was altered, or that knows another past than the database", async () => {
    const tenant = await freshTenant();
    for (const n of [1, 2, 3])
      await database.tenant(tenant, (tx) => ledger.appendAuditEvent(tx, by(tenant), act(`t ${n}`)));
    await ledger.publish(tenant);
    const { layout } = await ledger.content(tenant);
    // The database came from somewhere else: its ledger was begun anew.
    await database.tenant(tenant, async (tx) => {
      for (const table of ["acts", "ledger", "ledger_heads", "secrets"] as const) await tx.deleteFrom(table).execute();
      await ledger.create(tx, tenant);
    });
    await database.tenant(tenant, (tx) => open().appendAuditEvent(tx, by(tenant), act("another past")));
    await expect(open().publish(tenant)).rejects.toMatchObject({ code: "key-invalid" });
    expect(existsSync(join(layout.history, "history.db"))).toBe(true);

    // It was restored from a backup with the key, and went on.
    const restored = await freshTenant();
    await database.tenant(restored, (tx) => ledger.appendAuditEvent(tx, by(restored), act("t 1")));
    const backup = await headOf(restored);
    await database.tenant(restored, (tx) => ledger.appendAuditEvent(tx, by(restored), act("t 2")));
    await ledger.publish(restored);
    await database.tenant(restored, async (tx) => {
      await tx.deleteFrom("acts").where("seq", "=", 1).execute();
      await tx.deleteFrom("ledger").where("seq", "=", 1).execute();
      await tx.updateTable("ledger_heads").set(backup).execute();
    });
    await expect(ledger.publish(restored)).rejects.toMatchObject({ code: "ledger-altered" });
    for (const n of [3, 4]) {
      await database.tenant(restored, (tx) => ledger.appendAuditEvent(tx, by(restored), act(`t ${n}`)));
      await expect(ledger.publish(restored)).rejects.toMatchObject({ code: "ledger-altered" });
    }

    const other = await freshTenant();
    for (const n of [1, 2]) await database.tenant(other, (tx) => ledger.appendAuditEvent(tx, by(other), act(`t ${n}`)));
    await ledger.publish(other);
    const copy = new DatabaseSync(join((await ledger.content(other)).layout.history, "history.db"));
    copy.exec("UPDATE ledger SET leaf = replace(leaf, 'anna', 'otto') WHERE seq = 1");
    copy.close();
    await database.tenant(other, (tx) => ledger.appendAuditEvent(tx, by(other), act("t 3")));
    await expect(ledger.publish(other)).rejects.toMatchObject({ code: "ledger-altered" });
    // The others are published all the same.
    const sound = await freshTenant();
    await database.tenant(sound, (tx) => ledger.appendAuditEvent(tx, by(sound), act("x")));
    await expect(ledger.publishAll()).rejects.toMatchObject({ exit: 5 });
    expect((await headOf(sound)).published).toBe(1);
    for (const broken of [tenant, restored, other]) {
      await database.control((tx) => tx.deleteFrom("tenants").where("id", "=", broken).execute());
    }
  });

  it("writes nothing of a tenant that is being removed", async () => {
    const tenant = await freshTenant();
    await database.tenant(tenant, (tx) => ledger.appendAuditEvent(tx, by(tenant), act("one")));
    await database.control((tx) =>
      tx.updateTable("tenants").set({ state: "deleting" }).where("id", "=", tenant).execute(),
    );
    await ledger.publish(tenant);
    await ledger.publishAll();
    expect(existsSync((await ledger.content(tenant)).layout.history)).toBe(false);
  });

  it("survives kill -9 of the replica that publishes, at any moment", async () => {
    const tenant = await freshTenant();
    for (let round = 0; round < 4; round++) {
      await database.tenant(tenant, async (tx) => {
        for (let n = 0; n < 40; n++) await ledger.appendAuditEvent(tx, by(tenant), act(`t ${round} ${n}`));
      });
      const script = join(import.meta.dirname, "testing/publisher-process.ts");
      const child = spawn(process.execPath, [script, url, base, tenant], { stdio: ["ignore", "pipe", "inherit"] });
      await new Promise((resolve) => child.stdout.once("data", resolve));
      await new Promise((resolve) => setTimeout(resolve, round * 8));
      child.kill("SIGKILL");
      await new Promise((resolve) => child.once("exit", resolve));
    }
    expect(await ledger.history(tenant, (history) => history.verify())).toMatchObject({ ok: true, acts: 160 });
  });
});

describe("a tenant's ledger", () => {
  it("is its own: another tenant's acts and runs are not in it", async () => {
    const [one, two] = [await freshTenant(), await freshTenant()];
    await database.tenant(one, (tx) => ledger.appendAuditEvent(tx, by(one), act("of one")));
    const attempt = database.tenant(one, (tx) => ledger.appendAuditEvent(tx, by(two), act("of two")));
    await expect(attempt).rejects.toMatchObject({ code: "ledger-altered" });
    expect(await ledger.history(two, async (history) => history.size())).toBe(0);
    const names = await Promise.all([one, two].map((each) => ledger.history(each, async (h) => h.checkpoint())));
    expect(names[0]!.split("\n")[0]).toMatch(/^sdetkit\.local\//);
    expect(names[1]).toBeNull();
    expect(canonicalJson(await database.tenant(two, (tx) => ledger.acts(tx, one, { limit: 9 })))).toBe("[]");
  });
});
