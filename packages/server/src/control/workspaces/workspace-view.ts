import type { Row } from "../../storage/database/schema.ts";
import type { WorkspaceView } from "./types.ts";

/** A workspace's row as people see it. */
export function workspaceView(row: Row<"workspaces">): WorkspaceView {
  const { name, kind, location, ref, state, problem, commit, synced_at } = row;
  return { name, kind, location, ref, state, problem, commit, synced_at: synced_at?.toISOString() ?? null };
}
