import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import type { Invocation } from "../command/command.ts";
import { testConsole } from "../terminal/testing/test-console.ts";
import { readSecrets } from "./read-secrets.ts";

const folder = mkdtempSync(join(tmpdir(), "secrets-"));
afterAll(() => rmSync(folder, { recursive: true }));
const read = (bytes: Uint8Array) => {
  writeFileSync(join(folder, "secret"), bytes);
  return readSecrets(["token=@secret"], { console: testConsole({ cwd: folder }) } as unknown as Invocation);
};

it("reads a secret as it is, without a final line end", async () => {
  expect(await read(Buffer.from("pä ss\n\n"))).toEqual({ token: "pä ss\n" });
});

it("refuses bytes that are no UTF-8: what would be sent in their place is another secret", async () => {
  await expect(read(Buffer.from("p\xe4ss", "latin1"))).rejects.toThrow("expected UTF-8 text as the secret in @secret");
});
