/** A SHA-256 digest as 64 lower-case hexadecimal characters. */
export type Sha256 = string & { readonly __brand: "Sha256" };

/** Identifies one run, unique for ever: `r-` and 26 characters of Crockford base 32 (a ULID). Never part of a record. */
export type RunId = string & { readonly __brand: "RunId" };

const HEX_64 = /^[0-9a-f]{64}$/;

/** Tells whether a text is a SHA-256 digest in the form this product writes. */
export function isSha256(text: string): text is Sha256 {
  return HEX_64.test(text);
}

/** SHA-256 in the two forms the domain needs. Text is hashed as UTF-8. */
export interface Hashing {
  hex(data: Uint8Array | string): Sha256;
  bytes(data: Uint8Array | string): Uint8Array;
}
