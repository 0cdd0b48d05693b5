import { crc32 } from "node:zlib";

const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const PREFIX = "sdk_";
/** 62^43 > 2^256, 62^6 > 2^32. */
const SECRET_LENGTH = 43;
const CHECKSUM_LENGTH = 6;

/**
 * What secret scanners look for. One word to a double click, and the same text in a URL, in JSON, in HTML and in a shell.
 * To rule out chance, compare the last six characters with the CRC-32 of what is before them, in base62 (`0-9A-Za-z`).
 */
export const TOKEN_PATTERN = /^sdk_[0-9A-Za-z]{43}[0-9A-Za-z]{6}$/;

/** A token anywhere in a text. */
export const TOKEN_SHAPE = /sdk_[0-9A-Za-z]{49}/;

/** Whether a text can be a token: its form and its checksum are right. Costs a microsecond, and asks no database. */
export function isTokenText(text: string): boolean {
  return TOKEN_PATTERN.test(text) && text.endsWith(checksum(text.slice(0, -CHECKSUM_LENGTH)));
}

/** The token that stands for a number of 256 bits. */
export function tokenOf(secret: bigint): string {
  const head = PREFIX + base62(secret, SECRET_LENGTH);
  return head + checksum(head);
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
