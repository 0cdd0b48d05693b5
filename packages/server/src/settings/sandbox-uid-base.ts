import { readFileSync } from "node:fs";

/** In a range that no distribution gives to users, containers or services. */
const DEFAULT_BASE = 1_900_000_000;

/** What was configured; else, as root where all user ids may be used (not so in most containers without root), a base of its own. */
export function sandboxUidBase(configured: number | null | undefined): number | null {
  if (configured !== undefined) return configured;
  return process.getuid?.() === 0 && mapsUid(DEFAULT_BASE) ? DEFAULT_BASE : null;
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
