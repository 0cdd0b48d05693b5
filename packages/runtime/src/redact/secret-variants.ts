import { isOrdinary, SHORTEST_SECRET } from "@sdetkit/core";

/** A secret, and the variable of the caller's environment that it is the value of. */
export interface NamedSecret {
  readonly variable: string;
  readonly value: string;
}

/** The first and last line of every key and certificate: no secret. */
const ARMOUR = /^-----(?:BEGIN|END) [A-Z0-9 ]*(?:PRIVATE KEY|PUBLIC KEY|CERTIFICATE)[A-Z ]*-----$/;

/** What of the Base64 form depends on the secret alone, for each of the three places it can start at in a group. */
function base64Cores(secret: Buffer): string[] {
  return [0, 1, 2].map((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), secret])
      .toString("base64")
      .replace(/=+$/, "");
    const partialEnd = (offset + secret.length) % 3 === 0 ? 0 : 1;
    return text.slice([0, 2, 3][offset], text.length - partialEnd);
  });
}

function htmlEscaped(text: string, apostrophe: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", apostrophe);
}

/** A secret as it is, and its lines where it has several: each can be printed alone. */
function partsOf(secret: string): string[] {
  const trimmed = secret.trim();
  const lines = trimmed.split(/\r?\n/);
  const alone = lines.length === 1 ? lines : lines.map((line) => line.trim()).filter(tells);
  return [...new Set([secret, trimmed, lines.join("\r\n"), ...alone])];
}

/** Whether a line gives anything away by itself. */
function tells(line: string): boolean {
  return !ARMOUR.test(line) && !isOrdinary(line);
}

/**
 * The forms in which a secret may turn up in text: as it is, line by line, JSON- and HTML-escaped, URL-encoded, hexadecimal,
 * Base64 at every alignment in both alphabets.
 */
export function secretVariants(secret: string): string[] {
  const forms = partsOf(secret).flatMap((part) => {
    if (part.length < SHORTEST_SECRET) return [];
    const bytes = Buffer.from(part, "utf8");
    const json = JSON.stringify(part).slice(1, -1);
    const jsonAscii = json.replace(
      /[\u0080-\uffff]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
    );
    const url = encodeURIComponent(part.toWellFormed());
    const strictUrl = url.replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
    const lowerCase = (text: string) => text.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());
    const base64 = base64Cores(bytes);
    const hex = bytes.toString("hex");
    return [
      part,
      json,
      JSON.stringify(json).slice(1, -1),
      json.replaceAll("/", "\\/"),
      jsonAscii,
      encodeURI(part.toWellFormed()),
      url,
      strictUrl,
      lowerCase(url),
      lowerCase(strictUrl),
      new URLSearchParams([[part, ""]]).toString().slice(0, -1),
      htmlEscaped(part, "&#39;"),
      htmlEscaped(part, "&#x27;"),
      htmlEscaped(part, "&apos;"),
      htmlEscaped(part, "'"),
      part.replaceAll("'", "'\\''"),
      hex,
      hex.toUpperCase(),
      ...base64,
      ...base64.map((text) => text.replaceAll("+", "-").replaceAll("/", "_")),
    ];
  });
  return [...new Set(forms)].filter((form) => form.length >= SHORTEST_SECRET);
}
