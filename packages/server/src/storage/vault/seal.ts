import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

/**
 * What the first byte says: AES-256-GCM with the first vault key. The rest is 12 bytes of nonce, the ciphertext, 16 bytes of
 * tag. Another key or algorithm gets another byte, so that what was sealed before still opens while it is sealed anew.
 */
const VERSION = 1;
const NONCE = 12;
const TAG = 16;

/** What a sealed text belongs to. It opens for this and nothing else, so a row that was moved or relabelled does not open. */
export interface Belonging {
  readonly tenant: string;
  readonly id: string;
  readonly purpose: string;
}

/** Seals a text (NIST SP 800-38D). The nonce is random: under one key that is safe for 2^32 texts, far more than tenants have secrets. */
export function seal(key: Buffer, belonging: Belonging, text: string): Buffer {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv("aes-256-gcm", key, nonce, { authTagLength: TAG });
  cipher.setAAD(associated(belonging));
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return Buffer.concat([Buffer.of(VERSION), nonce, sealed, cipher.getAuthTag()]);
}

/** Opens what `seal` made; null when it was made under another key, for something else, in another version, or was changed. */
export function unseal(key: Buffer, belonging: Belonging, sealed: Uint8Array): string | null {
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
  if (bytes.length < 1 + NONCE + TAG || bytes[0] !== VERSION) return null;
  const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(1, 1 + NONCE), { authTagLength: TAG });
  decipher.setAAD(associated(belonging));
  decipher.setAuthTag(bytes.subarray(-TAG));
  try {
    const text = decipher.update(bytes.subarray(1 + NONCE, -TAG));
    return Buffer.concat([text, decipher.final()]).toString("utf8");
  } catch {
    return null;
  }
}

/** JSON of a list keeps the parts apart: no two belongings have the same bytes. The version is bound as well. */
function associated({ tenant, id, purpose }: Belonging): Buffer {
  return Buffer.from(JSON.stringify([VERSION, tenant, id, purpose]), "utf8");
}
