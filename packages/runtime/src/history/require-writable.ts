import { accessSync, constants } from "node:fs";
import { Fault } from "@sdetkit/core";
import { isClosed } from "../files/path-exists.ts";

/** Refuses what is there and cannot be written to, before anything is begun. Fault `workspace-unwritable`. */
export function requireWritable(...paths: readonly string[]): void {
  for (const path of paths) {
    try {
      accessSync(path, constants.W_OK);
    } catch (error) {
      if (isUnwritable(error)) throw unwritableFault(path, error);
      // Not there yet: it will be made.
    }
  }
}

/** Whether an error says that nothing can be written there by this user. */
export function isUnwritable(error: unknown): boolean {
  return isClosed(error) || (error as NodeJS.ErrnoException).code === "EROFS";
}

/** The Fault about a workspace in which this user cannot write, and so cannot run anything. */
function unwritableFault(path: string, cause: unknown): Fault {
  const readOnly = (cause as NodeJS.ErrnoException).code === "EROFS";
  const why = readOnly ? "its file system is mounted read-only" : "this user has none";
  return new Fault("workspace-unwritable", `expected write access to ${path}, but ${why}`, {
    remedy: `${readOnly ? "work in a copy, or mount it for writing" : "run this as its owner"}; \`agent history\` reads it as it is`,
    cause,
  });
}
