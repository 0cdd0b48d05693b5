import type { Sha256 } from "./sha256.ts";

/** SHA-256 in the two forms the domain needs. Text is hashed as UTF-8. */
export interface Hashing {
  hex(data: Uint8Array | string): Sha256;
  bytes(data: Uint8Array | string): Uint8Array;
}
