import { findWorkspace } from "@sdetkit/runtime";
import { shownPath } from "./shown-path.ts";

/** What a command line needs so that it works on this workspace from the current folder: ` -C DIR`, or nothing. */
export function workspaceFlag(root: string, cwd: string): string {
  if (findWorkspace(cwd).root === root) return "";
  const path = shownPath(root, ".", cwd);
  return ` -C ${/^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`}`;
}
