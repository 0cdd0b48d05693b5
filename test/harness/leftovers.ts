import { readdirSync } from "node:fs";

/** Whatever below a workspace is only there while something is being written: temporary files, scratch copies, lock files. */
export function leftovers(root: string): string[] {
  const entries = readdirSync(root, { recursive: true, encoding: "utf8" });
  return entries.filter((path) => !path.startsWith(".git/") && TEMPORARY.test(path)).sort();
}

const TEMPORARY =
  /(^|\/)\.sdetkit-[^/]*\.tmp$|^\.sdetkit\/agent\/(scratch\/.+|.*(^|\/)tmp(\/|$).*)|history\.db-(wal|shm|journal)$/;
