import { createPrivateKey, createPublicKey, generateKeyPairSync, hash, sign, verify } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromBase64, toBase64 } from "../digest/base64.ts";
import type { Hashing, Sha256 } from "../digest/sha256.ts";
import { formatCheckpoint, openCheckpoint, parseCheckpoint, signCheckpoint } from "./checkpoint.ts";
import {
  formatVerifierKey,
  type NoteSigner,
  type NoteVerifier,
  noteKeyId,
  parseNote,
  parseVerifierKey,
  signNote,
  verifyNote,
} from "./signed-note.ts";

const hashing: Hashing = {
  hex: (data) => hash("sha256", data, "hex") as Sha256,
  bytes: (data) => hash("sha256", data, "buffer"),
};

/** The published example of the signed-note package of Go's checksum database. */
const TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const SEED = "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
const VERIFIER_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const SIGNATURE =
  "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

function signerOf(name: string, seed?: Uint8Array): NoteSigner {
  const pkcs8 = Buffer.from("302e020100300506032b657004220420", "hex");
  const privateKey =
    seed === undefined
      ? generateKeyPairSync("ed25519").privateKey
      : createPrivateKey({ key: Buffer.concat([pkcs8, seed]), format: "der", type: "pkcs8" });
  const publicKey = createPublicKey(privateKey);
  const raw = publicKey.export({ format: "der", type: "spki" }).subarray(-32);
  return {
    name,
    keyId: noteKeyId(name, raw, hashing),
    sign: (text) => sign(null, Buffer.from(text), privateKey),
    verify: (text, signature) => verify(null, Buffer.from(text), publicKey, signature),
  };
}

const neumann = signerOf("PeterNeumann", fromBase64(SEED)!.subarray(1));

describe("signed notes", () => {
  it("reads and writes the published verifier key", () => {
    const key = parseVerifierKey(VERIFIER_KEY, hashing)!;
    expect(key).toMatchObject({ name: "PeterNeumann", keyId: "c74f20a3" });
    expect(formatVerifierKey(key.name, key.publicKey, hashing)).toBe(VERIFIER_KEY);
    for (const bad of [
      "",
      "a+b",
      VERIFIER_KEY.replace("c74f", "c74e"),
      `${VERIFIER_KEY}=`,
      VERIFIER_KEY.slice(0, -4),
    ]) {
      expect(parseVerifierKey(bad, hashing)).toBeNull();
    }
  });

  it("signs the published text with the published key into the published note, and accepts it", () => {
    expect(signNote(TEXT, neumann)).toBe(`${TEXT}\n${SIGNATURE}`);
    expect(verifyNote(`${TEXT}\n${SIGNATURE}`, neumann)).toBe(TEXT);
  });

  it("passes over other keys, and refuses a note that its own key did not sign", () => {
    const other = signerOf("example.com/witness");
    const both = `${signNote(TEXT, other)}${SIGNATURE}`;
    expect(verifyNote(both, neumann)).toBe(TEXT);
    expect(parseNote(both)!.signatures.map(({ name }) => name)).toEqual(["example.com/witness", "PeterNeumann"]);
    expect(verifyNote(signNote(TEXT, other), neumann)).toBeNull();
    const stranger: NoteVerifier = { ...signerOf("PeterNeumann"), keyId: neumann.keyId };
    expect(verifyNote(`${TEXT}\n${SIGNATURE}`, stranger)).toBeNull();
  });

  it("keeps empty lines of the text", () => {
    const text = "a\n\nb\n";
    expect(verifyNote(signNote(text, neumann), neumann)).toBe(text);
  });

  it("refuses what the format does not allow", () => {
    const bad = [
      "",
      "\n\n",
      TEXT,
      `${TEXT}\n`,
      `${TEXT}${SIGNATURE}`,
      `${TEXT}\n${SIGNATURE.slice(0, -1)}`,
      `${TEXT}\n${SIGNATURE}\n`,
      `${TEXT}\n${SIGNATURE}garbage\n`,
      `${TEXT}\n${SIGNATURE.replace("—", "-")}`,
      `${TEXT}\n${SIGNATURE.replace("PeterNeumann ", "Peter Neumann ")}`,
      `${TEXT}\n${SIGNATURE.replace("=\n", "\n")}`,
      `${TEXT}\r\n\n${SIGNATURE}`,
      `a\u0000\n\n${SIGNATURE}`,
      `\ud800\n\n${SIGNATURE}`,
      `${TEXT}\n${SIGNATURE.repeat(65)}`,
    ];
    for (const note of bad) expect(parseNote(note), JSON.stringify(note.slice(0, 40))).toBeNull();
    expect(parseNote(`${TEXT}\n${SIGNATURE.repeat(16)}`)!.signatures).toHaveLength(16);
    expect(() => signNote("no newline", neumann)).toThrow(RangeError);
  });

  it("notices every altered character", () => {
    const note = `${TEXT}\n${SIGNATURE}`;
    fc.assert(
      fc.property(fc.nat(note.length - 1), fc.string({ maxLength: 1 }), (at, by) => {
        fc.pre(note[at] !== by);
        expect(verifyNote(note.slice(0, at) + by + note.slice(at + 1), neumann)).toBeNull();
      }),
      { numRuns: 300 },
    );
  });
});

describe("checkpoints", () => {
  const root = hashing.bytes("root");

  it("reads the published example", () => {
    const text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
    const checkpoint = parseCheckpoint(text)!;
    expect(checkpoint).toMatchObject({ origin: "example.com/behind-the-sofa", size: 20852163 });
    expect(formatCheckpoint(checkpoint)).toBe(text);
    expect(parseCheckpoint(`${text}extension\n`)).toMatchObject({ size: 20852163 });
  });

  it("opens only what the log itself signed for itself", () => {
    const log = signerOf("sdetkit.local/one");
    const note = signCheckpoint({ origin: log.name, size: 7, root }, log);
    expect(openCheckpoint(note, log)).toEqual({ origin: log.name, size: 7, root: Uint8Array.from(root) });
    expect(openCheckpoint(signCheckpoint({ origin: "another", size: 7, root }, log), log)).toBeNull();
    expect(openCheckpoint(note.replace("\n7\n", "\n8\n"), log)).toBeNull();
  });

  it("is strict about numbers, base64 and lines", () => {
    const encoded = toBase64(root);
    const bad = ["", "o\n", `\n1\n${encoded}\n`, `o\n01\n${encoded}\n`, `o\n-1\n${encoded}\n`, `o\n1e3\n${encoded}\n`];
    bad.push(
      `o\n1\n${encoded}`,
      `o\n1\n${encoded}\n\n`,
      `o\n1\n${encoded.slice(0, -4)}\n`,
      `o\n9999999999999999\n${encoded}\n`,
    );
    for (const text of bad) expect(parseCheckpoint(text), JSON.stringify(text)).toBeNull();
  });
});

it("base64 agrees with Node's and has one text for one value", () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.string({ maxLength: 8 }), (bytes, text) => {
      expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString("base64"));
      expect(fromBase64(toBase64(bytes))).toEqual(bytes);
      const read = fromBase64(text);
      if (read !== null) expect(toBase64(read)).toBe(text);
    }),
  );
});
