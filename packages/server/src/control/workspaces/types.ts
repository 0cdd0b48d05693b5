import type { RecordedWorkspace } from "@sdetkit/core";
import type { Row } from "../../storage/database/schema.ts";
import type { Tx } from "../../storage/database/types.ts";
import type { Caller } from "../access/types.ts";

/** A workspace as people see it. */
export interface WorkspaceView {
  readonly name: string;
  readonly kind: "folder" | "git";
  readonly location: string;
  readonly ref: string;
  readonly state: "new" | "ready" | "failed";
  readonly problem: string | null;
  readonly commit: string | null;
  readonly synced_at: string | null;
}

/** What a run begins with: which state of the workspace, and the templates that lie in it. */
export interface Snapshot {
  readonly base: RecordedWorkspace;
  /** Sources below `templates/automations` at that commit, by name. */
  readonly templates: readonly { readonly file: string; readonly text: string }[];
}

/** Where one run works: kept until the run is over, found again by whichever replica goes on with it. */
export interface Checkout {
  readonly workspace: string;
  readonly output: string;
  /** Outside folders that git needs to read there. */
  readonly borrowed: readonly string[];
  /** Laid out from a commit, and nobody else's: see `RunReads.pristine` of the runtime. */
  readonly pristine: boolean;
}

/** Repositories and folders of tenants. Folders only below those that the settings allow; URLs only of hosts that they name. */
export interface Workspaces {
  create(
    tx: Tx,
    by: Caller,
    workspace: { readonly name: string; readonly folder?: string; readonly url?: string; readonly ref?: string },
  ): Promise<WorkspaceView>;
  list(tx: Tx, tenant: string): Promise<WorkspaceView[]>;
  remove(tx: Tx, by: Caller, name: string): Promise<void>;
  /** Brings the mirror up to date and reads its commit. Many calls at once are one. */
  sync(tenant: string, name: string): Promise<WorkspaceView>;
  /**
   * The newest synced state; kept until there is a newer one. Faults `unknown-workspace`, `workspace-not-ready`. Whoever is within a transaction
   * of the tenant gives it: one that waited for a second connection could wait for ever.
   */
  snapshot(tenant: string, name: string, tx?: Tx): Promise<Snapshot>;
  /** Lays the workspace out for a run, or finds what an earlier replica laid out: a step's writes are still there. */
  openCheckout(tenant: string, name: string, run: string, base: RecordedWorkspace): Promise<Checkout>;
  closeCheckout(tenant: string, run: string): Promise<void>;
  /** Syncs whatever is older than the settings say. Called by a timer of each replica. */
  syncDue(): Promise<void>;
  /** Removes checkouts of runs that are over or gone, and what else nobody needs. Called now and then, by any replica. */
  sweepCheckouts(): Promise<void>;
}

/** A workspace's row as people see it. */
export function workspaceView(row: Row<"workspaces">): WorkspaceView {
  const { name, kind, location, ref, state, problem, commit, synced_at } = row;
  return { name, kind, location, ref, state, problem, commit, synced_at: synced_at?.toISOString() ?? null };
}
