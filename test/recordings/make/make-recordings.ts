import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { endProcesses } from "../../harness/processes.ts";
import { makeLocal } from "./make-local.ts";
import { makeServer } from "./make-server.ts";
import type { RecordedWorkspace } from "./recorder.ts";
import { schemaSql } from "./schema-sql.ts";

/** Makes the recordings of one version: see the README beside this folder. Usage: make-recordings.ts FOLDER */
const [to] = process.argv.slice(2);
if (to === undefined || process.env["SDETKIT_CLI"] === undefined) {
  throw new Error(
    "usage: SDETKIT_CLI=/built/at/the/release/packages/cli/bin/sdetkit.js node make-recordings.ts FOLDER",
  );
}
const base = mkdtempSync(join(tmpdir(), "recording-"));
try {
  const workspaces = await makeLocal(join(base, "local"));
  mkdirSync(join(base, "taken"));
  const server = await makeServer(join(base, "world"), join(base, "taken"));
  mkdirSync(to, { recursive: true });
  const left = join(base, "local/tenant");
  mkdirSync(left);
  execFileSync("tar", ["-xf", join(base, "taken/tenant.tar"), "-C", left]);
  rmSync(join(base, "taken/tenant.tar"));
  pack(join(base, "local"), join(to, "workspaces.tar.gz"));
  // What opens the server again lies among the packed, where nobody takes it for a token that still is one.
  writeFileSync(join(base, "taken/server.json"), JSON.stringify(server, null, 1));
  writeFileSync(join(base, "taken/schema.sql"), await schemaSql());
  pack(join(base, "taken"), join(to, "server.tar.gz"));
  const { runs, checkpoint } = server;
  const tenant: RecordedWorkspace = { folder: "tenant", runs, unfinished: null, checkpoint };
  writeFileSync(join(to, "runs.json"), `${JSON.stringify([...workspaces, tenant], null, 2)}\n`);
} finally {
  endProcesses(base);
  rmSync(base, { recursive: true, force: true });
}

/** One archive of a folder, without who made it and when. */
function pack(folder: string, archive: string): void {
  const anonymous = ["--sort=name", "--numeric-owner", "--owner=0", "--group=0", "--mtime=@1767323045"];
  execFileSync("tar", [...anonymous, "-I", "gzip -9n", "-cf", archive, "-C", folder, "."]);
}
