/** Whether the bytes of a file's name are UTF-8. */
export function isUtf8(name: Buffer): boolean {
  return Buffer.from(name.toString("utf8"), "utf8").equals(name);
}

/** A name that is not UTF-8 as text: ASCII as it is, every other byte, and a backslash, as `\xHH`. Distinct names stay distinct. */
export function escapedName(name: Buffer): string {
  return name
    .toString("latin1")
    .replace(/[^\x20-\x5b\x5d-\x7e]/g, (byte) => `\\x${byte.charCodeAt(0).toString(16).padStart(2, "0")}`);
}

/** The bytes of a name that `escapedName` wrote. */
export function unescapedName(text: string): Buffer {
  const raw = text.replace(/\\x([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(raw, "latin1");
}
