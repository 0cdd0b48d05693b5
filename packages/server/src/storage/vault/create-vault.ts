import { hkdfSync } from "node:crypto";
import { Fault } from "@sdetkit/core";
import { newId } from "@sdetkit/runtime";
import { seal, unseal } from "./seal.ts";
import type { Vault } from "./types.ts";

const KEY_BYTES = 32;

/**
 * Opens the vault of a master key. The key itself seals nothing: each use has a key of its own that HKDF-SHA-256 (RFC 5869)
 * makes of it, so that none of them tells anything about another.
 *
 * @param masterKey 32 bytes that all replicas share.
 */
export function createVault(masterKey: Buffer): Vault {
  if (masterKey.length !== KEY_BYTES)
    throw new Fault("invalid-master-key", `expected a master key of ${KEY_BYTES} bytes, got ${masterKey.length}`, {
      remedy: "give the key file that the server made on its first start",
    });
  const key = vaultKey(masterKey);
  return {
    put: async (tx, tenant, { purpose, text }) => {
      const id = newId("sec", Date.now());
      const sealed = seal(key, { tenant, id, purpose }, text);
      await tx.insertInto("secrets").values({ tenant, id, purpose, sealed }).execute();
      return id;
    },
    open: async (tx, tenant, id) => {
      const row = await tx
        .selectFrom("secrets")
        .select(["purpose", "sealed"])
        .where("tenant", "=", tenant)
        .where("id", "=", id)
        .executeTakeFirst();
      if (!row) throw missing(id);
      const text = unseal(key, { tenant, id, purpose: row.purpose }, row.sealed);
      if (text === null) throw sealedOtherwise(id);
      return text;
    },
    remove: async (tx, tenant, id) => {
      await tx.deleteFrom("secrets").where("tenant", "=", tenant).where("id", "=", id).execute();
    },
    derive: (use) => expand(masterKey, `sdetkit use ${use}`),
  };
}

/** The key that seals what is in the vault of a master key. */
export function vaultKey(masterKey: Buffer): Buffer {
  return expand(masterKey, "sdetkit vault 1");
}

function expand(masterKey: Buffer, info: string): Buffer {
  return Buffer.from(hkdfSync("sha256", masterKey, "", info, KEY_BYTES));
}

function missing(id: string): Fault {
  return new Fault("secret-missing", `expected the secret ${id} in the vault, there is none`);
}

function sealedOtherwise(id: string): Fault {
  return new Fault(
    "secret-sealed-otherwise",
    `expected the secret ${id} to open under this server's master key, it does not`,
  );
}
