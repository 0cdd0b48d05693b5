import { createPrivateKey, generateKeyPairSync } from "node:crypto";
import { emptyHead, Fault } from "@sdetkit/core";
import { hashing, type LedgerKey, signerOf } from "@sdetkit/runtime";
import type { Tx } from "../database/types.ts";
import type { Vault } from "../vault/types.ts";

const PURPOSE = "ledger-key";
const REMEMBERED = 10_000;

/** The signing keys of tenants' ledgers: sealed in the vault, opened in memory alone. */
export interface TenantKeys {
  /** Makes the key and the empty ledger; a ledger that is there stays as it is. */
  create(tx: Tx, tenant: string): Promise<void>;
  /** The key that signed this checkpoint. Fault `key-missing`. */
  keyFor(tx: Tx, tenant: string, checkpoint: string): Promise<LedgerKey>;
}

/** Keys out of the vault; an opened one is remembered. */
export function createTenantKeys(vault: Vault): TenantKeys {
  const opened = new Map<string, LedgerKey>();
  return {
    create: async (tx, tenant) => {
      const { privateKey } = generateKeyPairSync("ed25519");
      const { size, frontier, checkpoint } = emptyHead(signerOf(privateKey), hashing);
      const made = await tx
        .insertInto("ledger_heads")
        .values({ tenant, size, frontier: Buffer.from(frontier), checkpoint })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst();
      if (made.numInsertedOrUpdatedRows !== 1n) return;
      const text = privateKey.export({ type: "pkcs8", format: "pem" }) as string;
      await vault.put(tx, tenant, { purpose: PURPOSE, text });
    },
    keyFor: async (tx, tenant, checkpoint) => {
      // A key is named by its ledger's origin. One that was remembered in a transaction that came to nothing is not used.
      const known = opened.get(tenant);
      if (known !== undefined && checkpoint.startsWith(`${known.name}\n`)) return known;
      const secret = await tx
        .selectFrom("secrets")
        .select("id")
        .where("tenant", "=", tenant)
        .where("purpose", "=", PURPOSE)
        .executeTakeFirst();
      if (secret === undefined) throw keyMissing(tenant);
      const key = signerOf(createPrivateKey(await vault.open(tx, tenant, secret.id)));
      if (opened.size >= REMEMBERED) opened.clear();
      opened.set(tenant, key);
      return key;
    },
  };
}

function keyMissing(tenant: string): Fault {
  return new Fault("key-missing", `expected the key of the ledger of ${tenant} in the vault, there is none`, {
    remedy: "restore the database from a backup: a ledger that was begun with a key can be continued with no other",
  });
}
