import { pbkdf2 } from "node:crypto";
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { dropTemporary } from "../files/temporary-folder.ts";
import { hashing } from "../platform/hashing.ts";
import { temporaryFolder } from "../testing/temporary-folder.ts";
import { blobPath, ContentStore, REMEMBERED } from "./content-store.ts";

it("stores aside while a history of the same folder is closed, and leaves no temporary file", async () => {
  const folder = temporaryFolder();
  const store = new ContentStore(folder, blobPath);
  let stored = false;
  const put = store.putAside("content").finally(() => {
    stored = true;
  });
  // Whatever it asks of the file system waits behind these, so that it is in between for long.
  const others = new Set<Promise<unknown>>();
  for (; !stored; await setImmediate()) {
    while (others.size < 16) {
      const other = promisify(pbkdf2)("a", "b", 20_000, 32, "sha256").finally(() => others.delete(other));
      others.add(other);
    }
    dropTemporary(folder);
  }
  expect(await put).toBe(hashing.hex("content"));
  dropTemporary(folder);
  expect(readdirSync(folder)).toEqual(["blobs"]);
});

it("remembers so many digests and no more: those that were stored last", async () => {
  const folder = temporaryFolder();
  const store = new ContentStore(folder, blobPath);
  const often = store.put("often");
  const others: ReturnType<typeof store.put>[] = [];
  for (let n = 0; n < REMEMBERED + 30; n += 1) {
    others.push(n % 2 === 0 ? store.put(`other ${n}`) : await store.putAside(`other ${n}`));
    if (n === REMEMBERED - 20) expect(await store.putAside("often")).toBe(often);
  }
  // What is not remembered is looked for, and is gone.
  rmSync(join(folder, "blobs"), { recursive: true });
  expect(others.filter((digest) => store.has(digest))).toEqual(others.slice(-(REMEMBERED - 1)));
  expect(store.has(often)).toBe(true);
});
