import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openTestDatabase } from "../../storage/database/testing/open-test-database.ts";
import type { Database } from "../../storage/database/types.ts";
import { ROLES } from "../access/roles.ts";
import type { Caller } from "../access/types.ts";
import type { Snapshot } from "../workspaces/types.ts";
import { createTemplates } from "./create-templates.ts";

const TENANT = "t-one";
const by: Caller = {
  ...{ tenant: TENANT, account: "ann", accountId: "a-ann", via: "api", token: null },
  scopes: new Set(ROLES["template-owner"]),
};

const template = (id: string, title: string) => `metadata:
  id: ${id}
  title: ${title}
  version: 1.0.0
  description: What it is for.
  owner: team
  tags: [a]
workflow:
  - id: one
    action: fs.read
    with: { path: README.md }
`;

let database: Database;
let drop: () => Promise<void>;
let builtin = "";
beforeAll(async () => {
  ({ database, drop } = await openTestDatabase());
  await database.control(async (tx) => {
    for (const id of [TENANT, "t-two"])
      await tx.insertInto("tenants").values({ id, name: id, config: "", quotas: "{}" }).execute();
  });
  builtin = mkdtempSync(join(tmpdir(), "builtin-"));
  writeFileSync(join(builtin, "audit.yaml"), template("audit", "Built in"));
  writeFileSync(join(builtin, "gate.yaml"), template("gate", "Built in"));
});
afterAll(async () => {
  rmSync(builtin, { recursive: true, force: true });
  await drop();
});

const snapshotOf = (...templates: Snapshot["templates"]): Snapshot => ({
  base: { kind: "git", commit: "0".repeat(40), path: "" },
  templates,
});
let snapshot = snapshotOf();
let acts: string[] = [];
const open = () =>
  createTemplates({
    workspaces: { snapshot: async () => snapshot },
    ledger: { appendAuditEvent: async (_tx, _by, { act, target }) => void acts.push(`${act} ${target}`) },
    builtin,
  });
let templates = open();
beforeEach(async () => {
  snapshot = snapshotOf();
  acts = [];
  templates = open();
  await database.tenant(TENANT, (tx) => tx.deleteFrom("templates").execute());
});

const put = (source: string) => database.tenant(TENANT, (tx) => templates.put(tx, by, source));
const remove = (id: string) => database.tenant(TENANT, (tx) => templates.remove(tx, by, id));
const catalogue = (tenant = TENANT) => database.tenant(tenant, (tx) => templates.catalogue(tx, tenant, "shop"));
const titles = async (tenant?: string) =>
  Object.fromEntries((await catalogue(tenant)).templates.map(({ id, title }) => [id, title]));

describe("a tenant's templates", () => {
  it("are those of the workspace, over its own, over the built-in ones", async () => {
    expect(await titles()).toEqual({ audit: "Built in", gate: "Built in" });
    await put(template("audit", "Own"));
    await put(template("own", "Own"));
    expect(await titles()).toEqual({ audit: "Own", gate: "Built in", own: "Own" });
    snapshot = snapshotOf({ file: "templates/automations/a.yaml", text: template("audit", "In the repository") });
    expect(await titles()).toEqual({ audit: "In the repository", gate: "Built in", own: "Own" });
    const { shadowed, hidden } = await catalogue();
    expect(hidden.map(({ title }) => title)).toEqual(["Own", "Built in"]);
    expect(shadowed.map(({ source }) => source.file)).toEqual(["tenant:audit.yaml", "builtin:audit.yaml"]);
  });

  it("are found as soon as they are stored, within the transaction and after it", async () => {
    await catalogue();
    await database.tenant(TENANT, async (tx) => {
      await templates.put(tx, by, template("own", "First"));
      const { templates: now } = await templates.catalogue(tx, TENANT, "shop");
      expect(now.map(({ id }) => id)).toContain("own");
    });
    expect(await titles()).toMatchObject({ own: "First" });
    await put(template("own", "Second"));
    expect(await titles()).toMatchObject({ own: "Second" });
    await remove("own");
    expect(await titles()).not.toHaveProperty("own");
  });

  it("are found by another replica soon", async () => {
    const other = open();
    await database.tenant(TENANT, (tx) => other.catalogue(tx, TENANT, "shop"));
    await put(template("own", "Own"));
    await expect
      .poll(async () => (await database.tenant(TENANT, (tx) => other.catalogue(tx, TENANT, "shop"))).templates.length, {
        timeout: 5_000,
      })
      .toBe(3);
  });

  it("are put together once for a commit", async () => {
    expect(await catalogue()).toBe(await catalogue());
    await put(template("own", "Own"));
    expect(await catalogue()).toBe(await catalogue());
  });

  it("are not seen by another tenant", async () => {
    await put(template("own", "Own"));
    expect(await titles("t-two")).not.toHaveProperty("own");
  });

  it("that are broken in the repository are said to be, and hide nothing", async () => {
    snapshot = snapshotOf({ file: "templates/automations/audit.yaml", text: "metadata: [" });
    const { broken, templates: sound } = await catalogue();
    expect(broken.map(({ source }) => source.file)).toEqual(["templates/automations/audit.yaml"]);
    expect(sound.map(({ title }) => title)).toEqual(["Built in", "Built in"]);
  });

  it.each([
    ["no YAML", "metadata: ["],
    ["nothing", ""],
    ["an action that is none", template("own", "Own").replace("fs.read", "fs.erase")],
    ["an id that is a path", template("../own", "Own")],
    ["far too much", `${template("own", "Own")}# ${"x".repeat(5_000_000)}`],
  ])("are not stored when they are %s: what is wrong is answered", async (_what, source) => {
    const answer = await put(source);
    expect("diagnostics" in answer && answer.diagnostics.length).toBeGreaterThan(0);
    expect(await titles()).toEqual({ audit: "Built in", gate: "Built in" });
    expect(acts).toEqual([]);
  });

  it("hold no credential", async () => {
    const source = template("own", "Own").replace("README.md", `ghp_${"a1B2".repeat(9)}`);
    await expect(put(source)).rejects.toMatchObject({ code: "secret-in-template" });
  });

  it("leave an act for each change, and none for the same again", async () => {
    await put(template("own", "Own"));
    await put(template("own", "Own"));
    await put(template("own", "Other"));
    expect([await remove("own"), await remove("own")]).toEqual([true, false]);
    expect(acts).toEqual(["templates.put template own", "templates.put template own", "templates.remove template own"]);
  });
});
