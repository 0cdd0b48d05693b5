import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { TEST_MASTER_KEY } from "../../storage/database/testing/master-key.ts";
import { openTestDatabase } from "../../storage/database/testing/open-test-database.ts";
import type { Database } from "../../storage/database/types.ts";
import { createLedger } from "../../storage/ledger/create-ledger.ts";
import { createRoots } from "../../storage/roots/create-roots.ts";
import { createVault } from "../../storage/vault/create-vault.ts";
import { serverCaller } from "../access/server-caller.ts";
import { publishDashboards } from "./publish-dashboards.ts";

const TENANT = "t-one";
const OTHER = "t-other";
const box = mkdtempSync(join(tmpdir(), "sdetkit-dashboards-"));
let database: Database;
let drop: () => Promise<void>;
beforeAll(async () => {
  ({ database, drop } = await openTestDatabase());
  const row = { config: "", quotas: "{}" };
  await database.control((tx) =>
    tx
      .insertInto("tenants")
      .values([
        { ...row, id: TENANT, name: "one" },
        { ...row, id: OTHER, name: "other" },
      ])
      .execute(),
  );
});
afterAll(async () => {
  await drop();
  rmSync(box, { recursive: true, force: true });
});

it("writes every format when the ledger has grown, and nothing when it has not", async () => {
  const folder = (name: string) => join(box, name);
  const roots = createRoots({ workspace: folder("w"), history: folder("h"), dashboards: folder("d") });
  const ledger = createLedger({ database, vault: createVault(TEST_MASTER_KEY), roots, now: Date.now });
  const store = roots.store("dashboards", TENANT);
  const keys = () => Array.fromAsync(store.list(""), ({ key }) => key);
  await database.tenant(TENANT, (tx) => ledger.create(tx, TENANT));
  await publishDashboards({ database, ledger, roots });
  expect(await keys()).toEqual([]);
  const act = { act: "tests.act", target: "nothing", detail: {} };
  await database.tenant(TENANT, (tx) => ledger.appendAuditEvent(tx, serverCaller(TENANT), act));
  await publishDashboards({ database, ledger, roots });
  expect(await keys()).toEqual(["dashboard.csv", "dashboard.html", "dashboard.json", "dashboard.md", "ledger-size"]);
  await store.remove("dashboard.md");
  await publishDashboards({ database, ledger, roots });
  expect(await keys()).not.toContain("dashboard.md");
});

it("writes those of the others when one tenant's history cannot be read", async () => {
  const box1 = (name: string) => join(box, "histories", name);
  const kept = createRoots({ workspace: box1("w"), history: box1("h"), dashboards: box1("d") });
  const ledger = createLedger({ database, vault: createVault(TEST_MASTER_KEY), roots: kept, now: Date.now });
  await database.tenant(OTHER, (tx) => ledger.create(tx, OTHER));
  const act = { act: "tests.act", target: "nothing", detail: {} };
  await database.tenant(OTHER, (tx) => ledger.appendAuditEvent(tx, serverCaller(OTHER), act));
  for (const [altered, fine] of [
    [TENANT, OTHER],
    [OTHER, TENANT],
  ] as const) {
    const folder = (name: string) => join(box, `without-${altered}`, name);
    const roots = createRoots({ workspace: folder("w"), history: folder("h"), dashboards: folder("d") });
    const history: typeof ledger.history = (tenant, read) =>
      tenant === altered ? Promise.reject(new Error("it was altered")) : ledger.history(tenant, read);
    await expect(publishDashboards({ database, ledger: { history }, roots })).rejects.toThrow("it was altered");
    expect(await roots.store("dashboards", fine).get("dashboard.md")).not.toBeNull();
    expect(await roots.store("dashboards", altered).get("dashboard.md")).toBeNull();
  }
});
