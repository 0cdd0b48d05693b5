import { hash, randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";

const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const PREFIX = "sdk_";
/** 62^43 > 2^256, 62^6 > 2^32. */
const SECRET_LENGTH = 43;
const CHECKSUM_LENGTH = 6;

/**
 * What secret scanners look for. One word to a double click, and the same text in a URL, in JSON, in HTML and in a shell.
 * To rule out chance, compare the last six characters with the CRC-32 of what stands before them, in base62 (`0-9A-Za-z`).
 */
export const TOKEN_PATTERN = /^sdk_[0-9A-Za-z]{43}[0-9A-Za-z]{6}$/;

/** A token anywhere in a text. */
export const TOKEN_SHAPE = /sdk_[0-9A-Za-z]{49}/;

/** A new token: `sdk_`, 256 bits of chance in base62, and their checksum. */
export function newTokenText(): string {
  const secret = base62(BigInt(`0x${randomBytes(32).toString("hex")}`), SECRET_LENGTH);
  return `${PREFIX}${secret}${checksum(PREFIX + secret)}`;
}

/** Whether a text can be a token: its form and its checksum are right. Costs a microsecond, and asks no database. */
export function isTokenText(text: string): boolean {
  return TOKEN_PATTERN.test(text) && text.endsWith(checksum(text.slice(0, -CHECKSUM_LENGTH)));
}

/**
 * What of a token is kept. A plain SHA-256 is enough: nobody guesses 256 bits, so there is nothing to slow down. It is looked up by
 * an index; how long that takes tells at most something about hashes, and from a hash leads no way to a token.
 */
export function tokenHash(text: string): Buffer {
  return hash("sha256", text, "buffer");
}

function checksum(text: string): string {
  return base62(BigInt(crc32(text)), CHECKSUM_LENGTH);
}

function base62(value: bigint, length: number): string {
  let rest = value;
  let text = "";
  for (let index = 0; index < length; index += 1) {
    text = DIGITS[Number(rest % 62n)] + text;
    rest /= 62n;
  }
  return text;
}
