/** git looks for a NUL in this many first bytes to tell binary files from text. */
const BINARY_WINDOW = 8000;

const utf8 = new TextDecoder("utf-8", { fatal: true });

/**
 * The text of a file, or null for a binary one. A byte order mark decides between UTF-8 and UTF-16; without one the text
 * is UTF-8, and what is not valid UTF-8 is read as Windows-1252, so that ASCII in it is still seen.
 */
export function decodeText(data: Uint8Array): string | null {
  if (data[0] === 0xff && data[1] === 0xfe) return new TextDecoder("utf-16le").decode(data);
  if (data[0] === 0xfe && data[1] === 0xff) return new TextDecoder("utf-16be").decode(data);
  if (data.subarray(0, BINARY_WINDOW).includes(0)) return null;
  try {
    return utf8.decode(data);
  } catch {
    return new TextDecoder("windows-1252").decode(data);
  }
}
