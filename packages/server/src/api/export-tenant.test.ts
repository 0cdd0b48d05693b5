import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { exportTenant, sweepExports } from "./export-tenant.ts";
import type { DetachedCall } from "./types.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sdetkit-exports-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const left = () => readdirSync(join(folder, "exports"));

/** An export of one file as large as is said. */
async function exported(bytes: number): Promise<ReadableStream<Uint8Array>> {
  const tenants = {
    export: async (_: unknown, __: string, into: string) => {
      mkdirSync(into);
      writeFileSync(join(into, "content"), Buffer.alloc(bytes));
    },
  };
  const call = { services: { settings: { folder }, tenants }, caller: {} } as unknown as DetachedCall;
  const reply = await exportTenant(call, "t-1", "acme");
  return (reply as { readonly content: ReadableStream<Uint8Array> }).content;
}

it("leaves nothing when all of it was read", async () => {
  const bytes = new Uint8Array(await new Response(await exported(100_000)).arrayBuffer());
  expect(bytes.length).toBeGreaterThan(100_000);
  expect(left()).toEqual([]);
});

it.each([0, 1])("leaves nothing when nobody wants it any more after %i pieces", async (pieces) => {
  const reader = (await exported(10_000_000)).getReader();
  for (let n = 0; n < pieces; n++) await reader.read();
  await reader.cancel("gone");
  await expect.poll(left).toEqual([]);
});

it("is swept when its server was killed meanwhile, and not before", async () => {
  const now = Date.now();
  for (const name of ["old", "new"]) mkdirSync(join(folder, "exports", name), { recursive: true });
  const yesterday = (now - 25 * 3600 * 1000) / 1000;
  utimesSync(join(folder, "exports", "old"), yesterday, yesterday);
  await sweepExports(folder, now);
  expect(left()).toEqual(["new"]);
  await sweepExports(join(folder, "nowhere"), now);
  expect(existsSync(join(folder, "nowhere"))).toBe(false);
});
