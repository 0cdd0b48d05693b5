import { existsSync } from "node:fs";
import { join } from "node:path";
import {
  canRun,
  checkCluster,
  findBinaries,
  holderOf,
  livingPostmaster,
  POSTGRES_MAJOR,
  postgresFolder,
  unprivilegedUser,
} from "@sdetkit/embedded-postgres";
import { fine } from "@sdetkit/runtime";
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
  const left = holderOf(folder) === null ? ", left by a server that was killed; the next one takes it over" : "";
  return `running, process ${pid}${left}`;
}
