const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Standard base64 with padding (RFC 4648 section 4). */
export function toBase64(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i;
    const group = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    text += ALPHABET[group >> 18]! + ALPHABET[(group >> 12) & 63]!;
    text += left > 1 ? ALPHABET[(group >> 6) & 63]! : "=";
    text += left > 2 ? ALPHABET[group & 63]! : "=";
  }
  return text;
}

/** Reads standard base64; null for anything that `toBase64` would not have written (one text for one value). */
export function fromBase64(text: string): Uint8Array | null {
  const digits = text.replace(/={1,2}$/, "");
  const values = Array.from(digits, (digit) => ALPHABET.indexOf(digit));
  if (text.length % 4 !== 0 || values.includes(-1)) return null;
  const bytes = new Uint8Array(Math.floor((digits.length * 3) / 4));
  let [buffer, bits, at] = [0, 0, 0];
  for (const value of values) {
    buffer = ((buffer << 6) | value) & 0xffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[at++] = (buffer >> bits) & 0xff;
    }
  }
  return toBase64(bytes) === text ? bytes : null;
}
