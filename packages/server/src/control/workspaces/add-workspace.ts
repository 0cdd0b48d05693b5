import { Fault } from "@sdetkit/core";
import type { Settings } from "../../settings/types.ts";
import type { Tx } from "../../storage/database/types.ts";
import type { Ledger } from "../../storage/ledger/types.ts";
import type { Caller } from "../access/types.ts";
import { requireAllowedFolder } from "./allowed-folder.ts";
import { readGitAddress } from "./git-address.ts";
import { isOwnRepository } from "./own-repository.ts";
import type { Workspaces, WorkspaceView } from "./types.ts";
import { workspaceView } from "./types.ts";
import { requireName, requireRef } from "./workspace-name.ts";

/** Workspaces of one tenant at most. */
const MOST_WORKSPACES = 100;

type NewWorkspace = Parameters<Workspaces["create"]>[2];

/** Writes a workspace down; it is synced later. Faults say what is wrong with its name, its place, or its ref. */
export async function addWorkspace(
  tx: Tx,
  by: Caller,
  workspace: NewWorkspace,
  {
    ledger,
    settings,
  }: { readonly ledger: Pick<Ledger, "appendAuditEvent">; readonly settings: Pick<Settings, "workspaces"> },
): Promise<WorkspaceView> {
  const { name, ref = "HEAD" } = workspace;
  requireName(name);
  requireRef(ref);
  const location = await locationOf(by, workspace, settings.workspaces);
  const { count } = await tx
    .selectFrom("workspaces")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("tenant", "=", by.tenant)
    .executeTakeFirstOrThrow();
  if (count >= MOST_WORKSPACES)
    throw new Fault("too-many-workspaces", `expected at most ${MOST_WORKSPACES} workspaces, there are ${count}`);
  const kind = workspace.folder === undefined ? "git" : "folder";
  const row = await tx
    .insertInto("workspaces")
    .values({ tenant: by.tenant, name, kind, location, ref, problem: null, commit: null })
    .onConflict((conflict) => conflict.columns(["tenant", "name"]).doNothing())
    .returningAll()
    .executeTakeFirst();
  if (!row) throw new Fault("workspace-exists", `expected a new name, the workspace ${name} already exists`);
  await ledger.appendAuditEvent(tx, by, {
    act: "workspaces.create",
    target: `workspace ${name}`,
    detail: { kind, location, ref },
  });
  return workspaceView(row);
}

/** Folders, and ssh with the server's own key, are for those who run the server: they reach what the tenant alone could not. */
async function locationOf(
  by: Caller,
  { folder, url }: Pick<NewWorkspace, "folder" | "url">,
  settings: Settings["workspaces"],
): Promise<string> {
  if ((folder === undefined) === (url === undefined))
    throw new Fault("invalid-workspace", "expected either a folder or the URL of a repository");
  const platform = by.scopes.has("platform:workspaces");
  if (folder !== undefined) {
    if (!platform) throw platformOnly("a folder of the server");
    const real = await requireAllowedFolder(folder, settings.folders);
    // Looked at again with each sync; what cannot be mirrored is refused to whoever adds it, not to whoever runs it.
    await isOwnRepository(real);
    return real;
  }
  const address = readGitAddress(url as string, settings.gitHosts);
  if (address.transport === "ssh" && !platform) throw platformOnly("a repository over ssh, with the server's key");
  return address.url;
}

function platformOnly(what: string): Fault {
  return new Fault("platform-only", `expected an https URL, got ${what}: that requires platform:workspaces`);
}
