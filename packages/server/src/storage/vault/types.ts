import type { Tx } from "../database/types.ts";

/**
 * Keeps secrets that must be used in clear (signing secrets, bot tokens, ledger keys): AES-256-GCM under the master key,
 * bound to tenant and id, so that a dump of the database holds none of them and a row that was moved does not open.
 */
export interface Vault {
  /** Seals and stores; answers the secret's id. */
  put(tx: Tx, tenant: string, secret: { readonly purpose: string; readonly text: string }): Promise<string>;
  /** Faults `secret-missing`, `secret-sealed-otherwise` (another master key). */
  open(tx: Tx, tenant: string, id: string): Promise<string>;
  remove(tx: Tx, tenant: string, id: string): Promise<void>;
  /** A key for another use, derived from the master key (HKDF-SHA-256). 32 bytes. */
  derive(use: string): Buffer;
}
