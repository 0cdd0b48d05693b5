import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import type { Row } from "../../storage/database/schema.ts";
import { createSnapshots } from "./snapshots.ts";

const folder = mkdtempSync(join(tmpdir(), "sdetkit-snapshots-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const rootOf = () => Promise.reject(new Error("a plain folder has no mirror"));
const synced = (name: string, minute: number) =>
  ({ tenant: "t-1", name, location: folder, commit: null, synced_at: new Date(minute * 60_000) }) as Row<"workspaces">;

it("keeps one snapshot of each workspace: the newest that was asked for", async () => {
  mkdirSync(join(folder, "templates/automations"), { recursive: true });
  writeFileSync(join(folder, "templates/automations/one.yaml"), "metadata: {}");
  const snapshots = createSnapshots();
  const first = await snapshots.of(synced("main", 1), rootOf);
  expect(first.templates).toHaveLength(1);
  expect(await snapshots.of(synced("main", 1), rootOf)).toBe(first);
  const other = await snapshots.of(synced("other", 1), rootOf);
  const second = await snapshots.of(synced("main", 2), rootOf);
  expect(second).not.toBe(first);
  expect(await snapshots.of(synced("main", 2), rootOf)).toBe(second);
  expect(await snapshots.of(synced("other", 1), rootOf)).toBe(other);
  // The one before was let go.
  expect(await snapshots.of(synced("main", 1), rootOf)).not.toBe(first);
});
