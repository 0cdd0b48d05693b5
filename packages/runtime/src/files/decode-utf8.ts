const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** A byte that is part of no character, as a lone surrogate that says which: U+DC80 to U+DCFF, as in Python's PEP 383. */
const RAW_BYTE = 0xdc00;

/**
 * The bytes as text. A byte that is no UTF-8 is kept as a lone surrogate, so that whoever parses the text can refuse it with its
 * place: as U+FFFD it would pass for something that was written. A byte order mark stays.
 */
export function decodeUtf8(bytes: Uint8Array): string {
  const whole = decoded(bytes);
  if (whole !== null) return whole;
  let text = "";
  for (let at = 0; at < bytes.length; ) {
    const lead = bytes[at]!;
    const length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    const character = decoded(bytes.subarray(at, at + length));
    text += character ?? String.fromCharCode(RAW_BYTE + lead);
    at += character === null ? 1 : length;
  }
  return text;
}

function decoded(bytes: Uint8Array): string | null {
  try {
    return strict.decode(bytes);
  } catch {
    return null;
  }
}
