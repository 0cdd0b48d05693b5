import { createHash } from "node:crypto";

/**
 * The first 16 digits of SHA-256 of texts in the form of secrets that vendors publish themselves: Google's keys in the sources of Android,
 * Chromium and Firebase, which every copy of these has, and passwords of NuGet's documentation.
 */
const PUBLISHED: ReadonlySet<string> = new Set([
  "0b476bdf9acf2123",
  "2037abcaffb2b777",
  "27a9a42931dff7eb",
  "37f8f09bdf12c2f2",
  "3a8b61d0f636b007",
  "3f370c9dd8225c63",
  "49f777db995e8260",
  "4c98242dcadc8b29",
  "8731261cb72d8626",
  "a0702bc91d699f60",
  "a19f89ab3555eac1",
  "a6c814bc555ae62c",
  "b7d61096898ce748",
  "dba72c00f41f4e4c",
  "dc0fcf046c61640c",
  "e4a5542bb7fd7b67",
  "ea9bb1082cf95663",
  "eb540d2b6ee2a0a4",
  "f3082ce9d6992144",
  "f56e323494a6ffc2",
]);

/** Whether a text is no secret because its owner publishes it. */
export function isPublished(text: string): boolean {
  return PUBLISHED.has(createHash("sha256").update(text).digest("hex").slice(0, 16));
}
