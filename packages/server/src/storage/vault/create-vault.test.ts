import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TEST_MASTER_KEY } from "../database/testing/master-key.ts";
import { openTestDatabase } from "../database/testing/open-test-database.ts";
import type { Database } from "../database/types.ts";
import { createVault } from "./create-vault.ts";
import { seal, unseal } from "./seal.ts";

const vault = createVault(TEST_MASTER_KEY);
const secret = { purpose: "channel slack", text: `xoxb${"-"}not-a-real-one-ÄÖ` };
let database: Database;
let drop: () => Promise<void>;
beforeAll(async () => {
  ({ database, drop } = await openTestDatabase(["t-one", "t-two"]));
});
afterAll(() => drop());

describe("the vault", () => {
  it("gives back what was put, after the vault was opened anew, and nothing after it was removed", async () => {
    const id = await database.tenant("t-one", (tx) => vault.put(tx, "t-one", secret));
    const again = createVault(Buffer.from(TEST_MASTER_KEY));
    expect(await database.tenant("t-one", (tx) => again.open(tx, "t-one", id))).toBe(secret.text);
    await database.tenant("t-one", (tx) => again.remove(tx, "t-one", id));
    await expect(database.tenant("t-one", (tx) => vault.open(tx, "t-one", id))).rejects.toMatchObject({
      code: "secret-missing",
    });
  });

  it("opens nothing under another master key", async () => {
    const id = await database.tenant("t-one", (tx) => vault.put(tx, "t-one", secret));
    const other = createVault(Buffer.alloc(32, 8));
    await expect(database.tenant("t-one", (tx) => other.open(tx, "t-one", id))).rejects.toMatchObject({
      code: "secret-sealed-otherwise",
    });
  });

  it("opens no row that was moved to another tenant, id or purpose", async () => {
    const id = await database.tenant("t-one", (tx) => vault.put(tx, "t-one", secret));
    const row = await database.tenant("t-one", (tx) =>
      tx.selectFrom("secrets").selectAll().where("id", "=", id).executeTakeFirstOrThrow(),
    );
    const moved = [
      { ...row, tenant: "t-two" },
      { ...row, id: "sec-other" },
      { ...row, id: "sec-third", purpose: "ledger key" },
    ];
    for (const one of moved) {
      const opening = database.tenant(one.tenant, async (tx) => {
        await tx.insertInto("secrets").values(one).execute();
        return vault.open(tx, one.tenant, one.id);
      });
      await expect(opening).rejects.toMatchObject({ code: "secret-sealed-otherwise" });
    }
  });

  it("shows another tenant nothing", async () => {
    const id = await database.tenant("t-one", (tx) => vault.put(tx, "t-one", secret));
    await expect(database.tenant("t-two", (tx) => vault.open(tx, "t-one", id))).rejects.toMatchObject({
      code: "secret-missing",
    });
  });

  it("leaves no trace of the text in the row", async () => {
    const rows = await database.tenant("t-one", (tx) => tx.selectFrom("secrets").selectAll().execute());
    expect(rows.length).toBeGreaterThan(0);
    for (const { sealed } of rows) expect(sealed.includes(Buffer.from("xoxb"))).toBe(false);
  });

  it("derives a key for each use, the same every time, and never the key it seals with", () => {
    expect(vault.derive("cursor")).toEqual(createVault(TEST_MASTER_KEY).derive("cursor"));
    expect(vault.derive("cursor")).toHaveLength(32);
    expect(vault.derive("cursor")).not.toEqual(vault.derive("cursors"));
    expect(vault.derive("vault 1")).not.toEqual(TEST_MASTER_KEY);
  });

  it("refuses a master key of another length", () => {
    expect(() => createVault(Buffer.alloc(16))).toThrow(/32 bytes, got 16/);
  });
});

describe("what is sealed", () => {
  const key = Buffer.alloc(32, 1);
  const belonging = { tenant: "t-one", id: "sec-1", purpose: "p" };

  it("opens as it was, for what it belongs to and nothing else", () => {
    const parts = fc.record({ tenant: fc.string(), id: fc.string(), purpose: fc.string() });
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), parts, parts, (text, own, other) => {
        const sealed = seal(key, own, text);
        expect(unseal(key, own, sealed)).toBe(text);
        if (JSON.stringify(own) !== JSON.stringify(other)) expect(unseal(key, other, sealed)).toBeNull();
      }),
    );
  });

  it("does not open when any bit of it was changed, or when it was cut", () => {
    const sealed = seal(key, belonging, "a secret");
    for (let bit = 0; bit < sealed.length * 8; bit += 1) {
      const changed = Buffer.from(sealed);
      changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7));
      expect(unseal(key, belonging, changed)).toBeNull();
    }
    for (let length = 0; length < sealed.length; length += 1)
      expect(unseal(key, belonging, sealed.subarray(0, length))).toBeNull();
  });

  it("is never the same twice", () => {
    expect(seal(key, belonging, "x")).not.toEqual(seal(key, belonging, "x"));
  });
});
