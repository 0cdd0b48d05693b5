import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openTestDatabase } from "../../storage/database/testing/open-test-database.ts";
import { createRoots } from "../../storage/roots/create-roots.ts";
import { FOLDER_LIST, listFolders } from "./list-folders.ts";

test("whoever is at the disk finds whose each folder is, and nobody else does", async () => {
  const base = mkdtempSync(join(tmpdir(), "folders-"));
  const { database, drop } = await openTestDatabase(["t-one", "t-two"]);
  onTestFinished(async () => {
    await drop();
    rmSync(base, { recursive: true });
  });
  const places = { workspace: join(base, "w"), history: join(base, "h"), dashboards: join(base, "d") };
  const roots = createRoots(places);
  await roots.folder("workspace", "t-one");
  await roots.folder("history", "t-two");
  await listFolders(database, base);
  const path = join(base, FOLDER_LIST);
  const read = () =>
    readFileSync(path, "utf8")
      .trimEnd()
      .split("\n")
      .slice(1)
      .map((line) => line.split("\t"));
  const of = (id: string) => read().find((cells) => cells[2] === id)?.[0] ?? "";
  expect(existsSync(join(places.workspace, of("t-one")))).toBe(true);
  expect(existsSync(join(places.history, of("t-two")))).toBe(true);
  expect(statSync(path).mode & 0o777).toBe(0o600);

  const before = statSync(path).ino;
  await listFolders(database, base);
  expect(statSync(path).ino).toBe(before);
  await database.routing.deleteFrom("tenants").where("id", "=", "t-one").execute();
  await listFolders(database, base);
  expect([of("t-one"), of("t-two").slice(0, 7)]).toEqual(["", "tenant-"]);
  expect(readdirSync(base).filter((name) => name.startsWith(FOLDER_LIST))).toEqual([FOLDER_LIST]);
});
