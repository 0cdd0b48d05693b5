import { readFileSync, statSync } from "node:fs";
import { dirname } from "node:path";

/** In a range that no distribution gives to users, containers or services. */
const DEFAULT_BASE = 1_900_000_000;

/**
 * What was configured; else, as root where all user ids may be used (not so in most containers without root), a base of its
 * own. Not where the workspace root lies in a folder that is closed to others, such as /root: no such user could get there.
 */
export function sandboxUidBase(configured: number | null | undefined, workspaceRoot: string): number | null {
  if (configured !== undefined) return configured;
  const usable = process.getuid?.() === 0 && mapsUid(DEFAULT_BASE) && closedFolder(workspaceRoot) === null;
  return usable ? DEFAULT_BASE : null;
}

/** The first folder on the way to a path, from below, that other users cannot pass through; null when there is none. */
export function closedFolder(path: string): string | null {
  for (let at = path; ; at = dirname(at)) {
    const stat = statSync(at, { throwIfNoEntry: false });
    // One that is not there yet will be made under our umask.
    const mode = stat?.mode ?? ~process.umask();
    if ((mode & 0o001) === 0) return at;
    if (at === dirname(at)) return null;
  }
}

/** Whether this user namespace has a user id. */
export function mapsUid(uid: number): boolean {
  try {
    return readFileSync("/proc/self/uid_map", "utf8")
      .trim()
      .split("\n")
      .some((line) => {
        const [first = 0, , count = 0] = line.trim().split(/\s+/).map(Number);
        return uid >= first && uid < first + count;
      });
  } catch {
    return false;
  }
}
