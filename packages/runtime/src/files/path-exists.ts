import { statSync } from "node:fs";
import { Fault } from "@sdetkit/core";

/** Whether something is at a path. Fault `permission-denied` where this user may not know: that is not the same as nothing. */
export function pathExists(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    if (isClosed(error)) throw closedFault(path, error);
    // ENOTDIR, ELOOP, ENAMETOOLONG: nothing can be there.
    return false;
  }
}

/** Whether an error says that this user may not do what was asked, whatever is there. */
export function isClosed(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === "EACCES" || code === "EPERM";
}

/** The Fault about something that this user may not read. */
export function closedFault(path: string, cause?: unknown): Fault {
  return new Fault("permission-denied", `expected to be able to read ${path}, and this user may not`, {
    remedy: "ask its owner to let you read it, or run this as its owner",
    cause,
  });
}
