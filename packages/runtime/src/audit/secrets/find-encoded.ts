/** A text in Base64 inside another, in offsets of that. */
export interface EncodedText {
  readonly from: number;
  readonly to: number;
  readonly plain: string;
}

/** The shortest that is looked at, in characters of Base64: less holds no secret that could be recognised. */
const SHORTEST = 40;
/** The longest that is decoded at once. */
const LONGEST = 16 * 1024;

/** Both alphabets of RFC 4648: 1 for each of their characters. */
const BASE64 = new Uint8Array(128);
for (const character of "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_") {
  BASE64[character.charCodeAt(0)] = 1;
}

function isBase64(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code < 128 && BASE64[code] === 1;
}

/**
 * Finds what is Base64 of readable text. A run of at least `SHORTEST` characters covers a multiple of that length, so only these
 * offsets are looked at: time does not grow with what is not encoded.
 */
export function* findEncoded(text: string, from: number, to: number): Generator<EncodedText> {
  let next = from;
  for (let at = from; at < to; at += SHORTEST) {
    if (at < next || !isBase64(text, at)) continue;
    let start = at;
    while (start > from && at - start < LONGEST && isBase64(text, start - 1)) start--;
    let end = at + 1;
    while (end < text.length && end - start < LONGEST && isBase64(text, end)) end++;
    next = end;
    if (end - start < SHORTEST) continue;
    const plain = readable(text.slice(start, end));
    if (plain !== undefined) yield { from: start, to: end, plain };
  }
}

/** Printable ASCII and line breaks; most of what is not Base64 of a text fails in its first bytes. */
function readable(encoded: string): string | undefined {
  if (!isReadable(Buffer.from(encoded.slice(0, 16), "base64"))) return undefined;
  const bytes = Buffer.from(encoded, "base64");
  return isReadable(bytes) ? bytes.toString("latin1") : undefined;
}

function isReadable(bytes: Uint8Array): boolean {
  return bytes.every((byte) => (byte >= 32 && byte < 127) || byte === 9 || byte === 10 || byte === 13);
}
