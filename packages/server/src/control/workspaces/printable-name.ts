import { isUtf8 } from "node:buffer";

/** A file's name for a message: as it is where it can be shown, else quoted, each byte that cannot be shown as `\xff`. */
export function printable(name: Uint8Array): string {
  const short = name.length > 300 ? name.subarray(0, 300) : name;
  const cut = short.length < name.length ? "…" : "";
  const text = Buffer.from(short).toString("utf8");
  if (isUtf8(short) && !/[\p{C}\p{Z}"\\]/u.test(text.replaceAll(" ", ""))) return `${text}${cut}`;
  const bytes = [...short].map((byte) =>
    byte >= 0x20 && byte < 0x7f
      ? String.fromCharCode(byte).replace(/["\\]/, "\\$&")
      : `\\x${byte.toString(16).padStart(2, "0")}`,
  );
  return `"${bytes.join("")}"${cut}`;
}
