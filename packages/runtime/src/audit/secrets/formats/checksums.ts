import { crc32 } from "node:zlib";

const BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

interface Ending {
  /** How many characters of the token are its checksum. */
  readonly length: number;
  /** The checksum of all that stands before it. */
  of(head: string): string;
}

/** Checksums with which vendors end their tokens. All are a CRC-32; they differ in what it covers and how it is written. */
export const checksums = {
  /** GitHub and npm: what stands behind the first `_`, in six digits of base62. */
  base62: { length: 6, of: (head) => base62(crc32(head.slice(head.indexOf("_") + 1))) },
  /** GitLab's routable tokens: all of it, in seven digits of base36. */
  base36: { length: 7, of: (head) => crc32(head).toString(36).padStart(7, "0") },
  /** Grafana: all before the last `_`, its lowest byte first, in hexadecimal. */
  hex: { length: 8, of: (head) => littleEndian(crc32(head.slice(0, -1))) },
} as const satisfies { readonly [name: string]: Ending };

export type Checksum = keyof typeof checksums;

/** Whether the end of a token is the checksum of its beginning. */
export function hasChecksum(token: string, name: Checksum): boolean {
  const { length, of } = checksums[name];
  return of(token.slice(0, -length)) === token.slice(-length);
}

function base62(value: number): string {
  let rest = value;
  let text = "";
  while (text.length < 6) {
    text = BASE62[rest % 62] + text;
    rest = Math.floor(rest / 62);
  }
  return text;
}

function littleEndian(value: number): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes.toString("hex");
}
