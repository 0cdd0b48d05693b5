import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Fault } from "@sdetkit/core";
import type { Settings } from "../../settings/types.ts";
import type { Row } from "../../storage/database/schema.ts";
import { requireAllowedFolder } from "./allowed-folder.ts";
import { readGitAddress } from "./git-address.ts";
import { folderTransport, type GitTransport, remoteTransport } from "./git-transport.ts";
import { type FetchBounds, fetchMirror, mirrorFolder } from "./mirror.ts";
import { isOwnRepository } from "./own-repository.ts";
import { requireUsable } from "./read-commit.ts";
import { type Lookup, resolveHost } from "./resolve-host.ts";
import { surveyFolder } from "./survey-folder.ts";

/** What syncing needs to know besides the row. */
export interface Reading {
  readonly root: string;
  readonly settings: Settings["workspaces"];
  readonly lookup: Lookup;
  readonly bounds: FetchBounds;
}

/**
 * Fetches the newest state and answers its commit, or null for a folder that is no repository.
 * @throws Fault or GitFailure that says what stands in the way.
 */
export async function readState(row: Row<"workspaces">, reading: Reading): Promise<string | null> {
  const { bounds, root } = reading;
  if (bounds.room <= 0)
    throw new Fault("quota-exceeded", "expected free storage for the workspace, the tenant's storage quota is used up");
  const transport = row.kind === "git" ? await reach(row, reading) : await reachFolder(row, reading);
  if (transport === null) {
    const bytes = await surveyFolder(row.location);
    if (bytes > bounds.room)
      throw new Fault("quota-exceeded", `expected at most ${bounds.room} bytes in the folder, it has ${bytes}`, {
        remedy: "name a smaller folder, or ask for a larger quota: each run gets a copy",
      });
    return null;
  }
  const mirror = mirrorFolder(root, row.name);
  const commit = await fetchMirror(mirror, row.location, row.ref, transport, bounds);
  // A commit that no run can get a copy of is found out now, not by the run.
  if (commit !== row.commit) await requireUsable(mirror, commit, bounds.room);
  return commit;
}

async function reach({ location }: Row<"workspaces">, { settings, lookup }: Reading): Promise<GitTransport> {
  const address = readGitAddress(location, settings.gitHosts);
  return remoteTransport(address, await resolveHost(address.host, settings.gitHosts, lookup));
}

/** Null when the folder is no repository. What is allowed may have changed since, and links may have come. */
async function reachFolder({ location }: Row<"workspaces">, { root, settings }: Reading): Promise<GitTransport | null> {
  await requireAllowedFolder(location, settings.folders);
  if (!(await isOwnRepository(location))) return null;
  const trust = join(root, "mirrors", "trust.gitconfig");
  await mkdir(join(root, "mirrors"), { recursive: true });
  await writeFile(trust, "[safe]\n\tdirectory = *\n");
  return folderTransport(location, trust);
}
