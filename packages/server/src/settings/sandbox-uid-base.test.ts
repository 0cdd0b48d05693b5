import { chmodSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { closedFolder, sandboxUidBase } from "./sandbox-uid-base.ts";

const umask = process.umask();
let box: string;
beforeEach(() => {
  box = mkdtempSync(join(tmpdir(), "sdetkit-closed-"));
  chmodSync(box, 0o755);
});
afterEach(() => {
  process.umask(umask);
  rmSync(box, { recursive: true });
});

it("finds the folder that keeps other users out, also of what is still to be made", () => {
  mkdirSync(join(box, "closed"), { mode: 0o700 });
  mkdirSync(join(box, "open"), { mode: 0o755 });
  chmodSync(join(box, "open"), 0o755);
  expect(closedFolder(join(box, "closed", "deep", "root"))).toBe(join(box, "closed"));
  expect(closedFolder(join(box, "open"))).toBe(null);
  process.umask(0o077);
  expect(closedFolder(join(box, "open", "new"))).toBe(join(box, "open", "new"));
});

it("gives no users of their own where they could not get to their files, unless told to", () => {
  const closed = join(box, "closed");
  mkdirSync(closed, { mode: 0o700 });
  expect(sandboxUidBase(undefined, join(closed, "root"))).toBe(null);
  expect(sandboxUidBase(5000, join(closed, "root"))).toBe(5000);
});
