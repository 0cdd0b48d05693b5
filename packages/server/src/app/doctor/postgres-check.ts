import { existsSync } from "node:fs";
import { join } from "node:path";
import { fine } from "@sdetkit/runtime";
import { findBinaries, POSTGRES_MAJOR } from "../../../../embedded-postgres/src/binaries.ts";
import { holderOf } from "../../../../embedded-postgres/src/hold-folder.ts";
import { checkCluster } from "../../../../embedded-postgres/src/init-cluster.ts";
import { postgresFolder } from "../../../../embedded-postgres/src/postgres-folder.ts";
import { livingPostmaster } from "../../../../embedded-postgres/src/processes.ts";
import { canRun } from "../../../../embedded-postgres/src/runner.ts";
import { unprivilegedUser } from "../../../../embedded-postgres/src/unprivileged-user.ts";
import type { ServerCheck } from "./check.ts";
import { existingPlace } from "./existing-place.ts";

/** Whether the server's own PostgreSQL can run here: binaries, a user to run as, a folder it gets to, data of the right version. */
export const postgresCheck: ServerCheck = {
  id: "postgres",
  title: "PostgreSQL",
  look: async ({ settings }) => {
    if (settings().database.url !== null) return fine("an external one is used");
    const folder = postgresFolder(settings());
    const data = join(folder, "data");
    const binaries = findBinaries();
    const user = process.getuid?.() === 0 ? unprivilegedUser(data) : null;
    if (existsSync(data)) checkCluster(folder);
    canRun(existingPlace(folder), binaries, user);
    const who = user === null ? "" : ` as the user ${user.name}`;
    return fine(`${POSTGRES_MAJOR}, from npm${who}; ${stateOf(folder, data)}`);
  },
};

function stateOf(folder: string, data: string): string {
  const pid = livingPostmaster(data);
  if (pid === null) return "not running now, starts with the server";
  const left = holderOf(folder) === null ? ", left by a server that was killed: the next one goes on with it" : "";
  return `running, process ${pid}${left}`;
}
