import { chmodSync, copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseVerifierKey } from "@sdetkit/core";
import { expect, it } from "vitest";
import { openHistory } from "../history/open-history.ts";
import { sampleHistory, temporaryLayout } from "../history/testing/sample-history.ts";
import { hashing } from "../platform/hashing.ts";
import { loadLedgerVerifier, openLedgerKey } from "./ledger-key.ts";

it("makes a key once, publishes its public half, and loads the same again", () => {
  using layout = temporaryLayout();
  expect(() => openLedgerKey(layout, { create: false })).toThrow(expect.objectContaining({ code: "key-missing" }));
  expect(loadLedgerVerifier(layout)).toBeNull();
  const made = openLedgerKey(layout, { create: true });
  const again = openLedgerKey(layout, { create: true });
  const verifier = loadLedgerVerifier(layout)!;
  expect(verifier.verify("text\n", again.sign("text\n"))).toBe(true);
  expect(verifier.verify("texT\n", made.sign("text\n"))).toBe(false);
  expect(verifier.name).toBe(made.name);
  const text = readFileSync(join(layout.keys, "ledger.vkey"), "utf8").trim();
  expect(parseVerifierKey(text, hashing)).toMatchObject({ name: made.name, keyId: made.keyId });
});

it("removes what a process left that was killed while it made the key", () => {
  using layout = temporaryLayout();
  openLedgerKey(layout, { create: true });
  const gone = join(layout.keys, "tmp", "4194305-1-00000000");
  mkdirSync(gone, { recursive: true });
  writeFileSync(join(gone, "0"), "half a key");
  openLedgerKey(layout, { create: false });
  expect(existsSync(join(layout.keys, "tmp"))).toBe(false);
});

it("refuses a key that others can read, a broken one, and one that is gone", async () => {
  using layout = temporaryLayout();
  await sampleHistory(layout, 1);
  const path = join(layout.keys, "ledger.key");
  chmodSync(path, 0o640);
  expect(() => openHistory(layout)).toThrow(
    expect.objectContaining({ code: "key-permissions", message: expect.stringMatching(/got 0640/) }),
  );
  chmodSync(path, 0o600);
  writeFileSync(path, "-----BEGIN NONSENSE-----\n");
  expect(() => openHistory(layout)).toThrow(expect.objectContaining({ code: "key-invalid" }));
  rmSync(path);
  expect(() => openHistory(layout)).toThrow(expect.objectContaining({ code: "key-missing" }));
  const history = openHistory(layout, { readOnly: true });
  expect(await history.verify()).toMatchObject({ ok: true });
  history.close();
});

it("does not take a public key that is not the private one's: a ledger signed again with another key is noticed", async () => {
  using layout = temporaryLayout();
  using other = temporaryLayout();
  await sampleHistory(layout, 2);
  await sampleHistory(other, 2);
  rmSync(layout.history, { recursive: true });
  cpSync(other.history, layout.history, { recursive: true });
  copyFileSync(join(other.keys, "ledger.pub"), join(layout.keys, "ledger.pub"));
  const history = openHistory(layout, { readOnly: true });
  const { ok, problems } = await history.verify();
  history.close();
  expect(ok).toBe(false);
  expect(problems.map(({ code }) => code)).toContain("key-altered");
  expect(() => loadLedgerVerifier(layout)).toThrow(expect.objectContaining({ code: "key-invalid" }));
});
