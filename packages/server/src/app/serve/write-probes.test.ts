import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openTestDatabase } from "../../storage/database/testing/open-test-database.ts";
import type { Database } from "../../storage/database/types.ts";
import { probeDatabase, probeFolder } from "./write-probes.ts";

let database: Database;
let url: string;
let drop: () => Promise<void>;
const folder = mkdtempSync(join(tmpdir(), "sdetkit-probes-"));
beforeAll(async () => {
  ({ database, url, drop } = await openTestDatabase());
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await drop();
});

it("writes into the database, of which one small row stays, and tells a full disk from other trouble", async () => {
  expect(await probeDatabase(database, "one")).toBe("ok");
  expect(await probeDatabase(database, "one")).toBe("ok");
  const owner = new Client(url);
  await owner.connect();
  const rows = await owner.query("SELECT replica, ballast FROM sdetkit.write_probes");
  expect(rows.rows).toEqual([{ replica: "one", ballast: null }]);
  const fail = (how: string) =>
    owner.query(`
      CREATE OR REPLACE FUNCTION sdetkit.fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${how}; END $$;
      CREATE OR REPLACE TRIGGER fail BEFORE INSERT ON sdetkit.write_probes FOR EACH ROW EXECUTE FUNCTION sdetkit.fail()`);
  await fail("RAISE 'No space left on device' USING ERRCODE = 'disk_full'");
  expect(await probeDatabase(database, "one")).toBe("full");
  await fail("RAISE 'going down' USING ERRCODE = 'admin_shutdown'");
  expect(await probeDatabase(database, "one")).toBe("away");
  await fail("RAISE 'cannot execute INSERT in a read-only transaction' USING ERRCODE = 'read_only_sql_transaction'");
  expect(await probeDatabase(database, "one")).toContain("read-only");
  await owner.end();
});

it("writes into a folder, of which nothing stays, and says what keeps it from that", async () => {
  expect(await probeFolder(join(folder, "new/root"))).toBe("ok");
  expect(readdirSync(join(folder, "new/root"))).toEqual([]);
  writeFileSync(join(folder, "file"), "");
  expect(await probeFolder(join(folder, "file"))).toMatch(/EEXIST|ENOTDIR/);
});
