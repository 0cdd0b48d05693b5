import { fromBase64, toBase64 } from "../digest/base64.ts";
import type { Hashing } from "../digest/sha256.ts";

/** One signature line of a C2SP signed note. */
export interface NoteSignature {
  readonly name: string;
  /** 8 lower-case hexadecimal characters. */
  readonly keyId: string;
  readonly signature: Uint8Array;
}

/** A C2SP signed note, parsed and not yet verified: its text must not be believed before `verifyNote` says so. */
export interface SignedNote {
  /** With its final newline: exactly what is signed. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** An ed25519 key that signs notes. `sign` gets the text that is signed, as UTF-8. */
export interface NoteSigner extends NoteVerifier {
  sign(text: string): Uint8Array;
}

/** An ed25519 public key that notes are verified with. */
export interface NoteVerifier {
  readonly name: string;
  readonly keyId: string;
  verify(text: string, signature: Uint8Array): boolean;
}

const ED25519 = 1;
const MAX_NOTE = 1_000_000;
const MAX_SIGNATURES = 64;

/** The key id of an ed25519 key: the first 4 bytes of SHA-256(name || newline || 0x01 || public key), in hexadecimal. */
export function noteKeyId(name: string, publicKey: Uint8Array, hashing: Hashing): string {
  return hashing.hex(concat(utf8(`${name}\n`), new Uint8Array([ED25519]), publicKey)).slice(0, 8);
}

/** The verifier key text `name+keyid+base64(0x01 || public key)` that C2SP tools take. */
export function formatVerifierKey(name: string, publicKey: Uint8Array, hashing: Hashing): string {
  const key = toBase64(concat(new Uint8Array([ED25519]), publicKey));
  return `${name}+${noteKeyId(name, publicKey, hashing)}+${key}`;
}

/** Reads a verifier key text; null when it is malformed, of another type than ed25519, or its id does not fit. */
export function parseVerifierKey(
  text: string,
  hashing: Hashing,
): { name: string; keyId: string; publicKey: Uint8Array } | null {
  const [name, keyId, ...rest] = text.split("+");
  const key = fromBase64(rest.join("+"));
  if (!isKeyName(name) || key?.length !== 33 || key[0] !== ED25519) return null;
  const publicKey = key.subarray(1);
  return keyId === noteKeyId(name, publicKey, hashing) ? { name, keyId, publicKey } : null;
}

/** Signs a text (that ends in a newline) and gives the whole note. */
export function signNote(text: string, signer: NoteSigner): string {
  if (!isNoteText(text)) throw new RangeError("expected a note text without control characters that ends in a newline");
  const keyId = Uint8Array.from({ length: 4 }, (_, i) => Number.parseInt(signer.keyId.slice(2 * i, 2 * i + 2), 16));
  return `${text}\n— ${signer.name} ${toBase64(concat(keyId, signer.sign(text)))}\n`;
}

/** Reads a signed note strictly; null when anything is not as the C2SP format has it. */
export function parseNote(note: string): SignedNote | null {
  if (note.length > MAX_NOTE) return null;
  const split = note.lastIndexOf("\n\n");
  if (split < 0 || !note.endsWith("\n")) return null;
  const text = note.slice(0, split + 1);
  if (!isNoteText(text)) return null;
  const lines = note.slice(split + 2, -1).split("\n");
  const signatures = lines.map(parseSignature);
  if (signatures.length > MAX_SIGNATURES || signatures.includes(null)) return null;
  return { text, signatures: signatures as NoteSignature[] };
}

/**
 * The note's text when the given key signed it, else null. Signatures of other keys are passed over; one signature of
 * this key that does not hold makes the whole note worthless.
 */
export function verifyNote(note: string, verifier: NoteVerifier): string | null {
  const parsed = parseNote(note);
  const own = parsed?.signatures.filter(({ name, keyId }) => name === verifier.name && keyId === verifier.keyId) ?? [];
  if (parsed === null || own.length === 0) return null;
  return own.every(({ signature }) => verifier.verify(parsed.text, signature)) ? parsed.text : null;
}

function parseSignature(line: string): NoteSignature | null {
  const [dash, name, encoded, ...rest] = line.split(" ");
  if (dash !== "—" || !isKeyName(name) || encoded === undefined || rest.length > 0) return null;
  const bytes = fromBase64(encoded);
  if (bytes === null || bytes.length < 5) return null;
  const keyId = Array.from(bytes.subarray(0, 4), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return { name, keyId, signature: bytes.subarray(4) };
}

function isKeyName(name: string | undefined): name is string {
  return name !== undefined && name !== "" && name.isWellFormed() && !/[\s+\p{Cc}\p{White_Space}]/u.test(name);
}

function isNoteText(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the format forbids exactly these
  return text.endsWith("\n") && text.isWellFormed() && !/[\u0000-\u0009\u000b-\u001f]/.test(text);
}

function utf8(text: string): Uint8Array {
  const escaped = encodeURIComponent(text).matchAll(/%([0-9A-F]{2})|[^%]/g);
  return Uint8Array.from(escaped, ([char, hex]) => (hex === undefined ? char.charCodeAt(0) : Number.parseInt(hex, 16)));
}

function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
