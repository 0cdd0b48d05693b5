import { Fault } from "@sdetkit/core";
import { GitFailure } from "@sdetkit/runtime";
import { CopyFailure } from "./tree-copier.ts";

/** What the system says when a file cannot be read, or cannot be called so. What has to do with the disk is not the workspace's. */
const OF_FILES = new Set(["EACCES", "EPERM", "ENOENT", "ENAMETOOLONG", "EILSEQ", "ELOOP", "ENOTDIR", "EISDIR"]);

/**
 * What keeps a workspace from being laid out, as a Fault: whoever started the run reads it there. `folders`: of the server, which the
 * words do not name. Fault `workspace-not-ready`; what is no matter of the workspace is answered as it is.
 */
export function notLaidOut(workspace: string, error: unknown, folders: readonly string[]): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  const known = error instanceof GitFailure || error instanceof CopyFailure || OF_FILES.has(code ?? "");
  if (!known) return error;
  const said = folders.reduce((text, folder) => text.replaceAll(folder, ""), message);
  return new Fault(
    "workspace-not-ready",
    `expected to check out the workspace ${workspace}, got: ${said.slice(0, 500)}`,
    { remedy: "sync it to see what is wrong, fix that, then resume the run", cause: error },
  );
}
