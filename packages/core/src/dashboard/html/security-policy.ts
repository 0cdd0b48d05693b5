import { toBase64 } from "../../digest/base64.ts";
import type { Hashing } from "../../digest/hashing.ts";

/** The Content-Security-Policy (level 3) of a page that may use exactly this style and this script and reach nothing. */
export function securityPolicy(style: string, script: string, hashing: Hashing): string {
  return [
    "default-src 'none'",
    `style-src ${hashSource(style, hashing)}`,
    `script-src ${hashSource(script, hashing)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}

function hashSource(text: string, hashing: Hashing): string {
  const bytes = hashing.hex(text).match(/../g) ?? [];
  return `'sha256-${toBase64(Uint8Array.from(bytes, (byte) => Number.parseInt(byte, 16)))}'`;
}
