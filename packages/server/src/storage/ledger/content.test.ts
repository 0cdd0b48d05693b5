import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hashing } from "@sdetkit/runtime";
import { afterAll, expect, it, vi } from "vitest";
import { createContent } from "./content.ts";

const base = mkdtempSync(join(tmpdir(), "sdetkit-content-"));
afterAll(() => rmSync(base, { recursive: true, force: true }));
const rooted = (name: string) => createContent({ folder: async (_, tenant) => join(base, name, tenant) });

it("stores once what several put at the same time, under its digest, and leaves no temporary file", async () => {
  const content = await rooted("same")("t-1");
  const digests = await Promise.all(Array.from({ length: 20 }, (_, i) => content.blobs.put(`text ${i % 4}`)));
  expect(new Set(digests).size).toBe(4);
  for (const [i, digest] of digests.entries()) {
    expect(Buffer.from((await content.blobs.get(digest))!).toString()).toBe(`text ${i % 4}`);
    expect(content.blobs.has(digest)).toBe(true);
  }
  const files = readdirSync(content.layout.history, { recursive: true, withFileTypes: true });
  expect(files.filter((each) => each.isFile())).toHaveLength(4);
});

it("puts right what was altered, for whoever stores it again", async () => {
  const digest = await (await rooted("altered")("t-1")).blobs.put("right");
  const again = await rooted("altered")("t-1");
  const path = join(again.layout.history, "blobs", digest.slice(0, 2), digest);
  writeFileSync(path, "wrong");
  await expect(again.blobs.get(digest)).rejects.toMatchObject({ code: "content-altered" });
  await again.blobs.put("right");
  expect(readFileSync(path, "utf8")).toBe("right");
});

it("goes on after a failure that is not the disk's, for the other tenants at once", async () => {
  const contentOf = rooted("failed");
  const [one, two] = [await contentOf("t-1"), await contentOf("t-2")];
  await one.blobs.put("a");
  rmSync(one.layout.history, { recursive: true });
  writeFileSync(one.layout.history, "in the way");
  await expect(one.blobs.put("b")).rejects.toMatchObject({ code: "storage-failed" });
  const digest = await two.blobs.put("c");
  expect(two.blobs.has(digest)).toBe(true);
  rmSync(one.layout.history);
  expect(one.blobs.has(await one.blobs.put("b"))).toBe(true);
});

it("writes nothing more, for any tenant of the root, once the disk lost something", async () => {
  const contentOf = rooted("lost");
  const [one, two] = [await contentOf("t-1"), await contentOf("t-2")];
  const lost = Object.assign(new Error("EIO: i/o error, fsync"), { code: "EIO" });
  const handle = await open(join(base, "any"), "w");
  const syncing = vi.spyOn(Object.getPrototypeOf(handle), "sync").mockRejectedValue(lost);
  await handle.close();
  await expect(one.blobs.put("a")).rejects.toMatchObject({ code: "storage-failed" });
  syncing.mockRestore();
  await expect(two.blobs.put("b")).rejects.toMatchObject({ code: "storage-failed" });
  expect(two.blobs.has(hashing.hex("b"))).toBe(false);
});
