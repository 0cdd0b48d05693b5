import { readFileSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { Fault } from "@sdetkit/core";

/** Who PostgreSQL runs as. */
export interface User {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** Taken in this order: somebody made a user for us, or the ones that every system has. */
const NAMES = ["sdetkit", "nobody", "daemon"];

/**
 * The user that root gives PostgreSQL to, which refuses to run as root and wants one that has a name: whoever owns the data
 * already, else the first of a few that may do nothing. Fault `postgres-no-user`.
 */
export function unprivilegedUser(data: string): User {
  const users = readUsers();
  const owner = statSync(data, { throwIfNoEntry: false })?.uid;
  const user = users.find(({ uid }) => uid === owner && uid !== 0) ?? firstOf(users);
  if (user !== undefined) return user;
  throw new Fault("postgres-no-user", `expected one of the users ${NAMES.join(", ")} for PostgreSQL, found none`);
}

function firstOf(users: readonly User[]): User | undefined {
  for (const name of NAMES) {
    const user = users.find((each) => each.name === name && each.uid !== 0);
    if (user !== undefined) return user;
  }
  return undefined;
}

function readUsers(): User[] {
  const lines = readFileSync("/etc/passwd", "utf8").split("\n");
  return lines.flatMap((line) => {
    const [name = "", , uid = "", gid = ""] = line.split(":");
    return /^\d+$/.test(uid) && /^\d+$/.test(gid) ? [{ name, uid: Number(uid), gid: Number(gid) }] : [];
  });
}

/** Whether a user gets to a file or folder and may read it: `x` on every folder above, `r` (and `x`) on it. Without ACLs. */
export function isReachable(path: string, user: User): boolean {
  for (let above = dirname(path); ; above = dirname(above)) {
    if (!allows(above, user, 0o1)) return false;
    if (above === dirname(above)) break;
  }
  return isOpen(path, user);
}

/** Whether a user who got to it may read a program or folder. */
export function isOpen(path: string, user: User): boolean {
  return allows(path, user, 0o5);
}

function allows(path: string, { uid, gid }: User, bits: number): boolean {
  const found = statSync(path);
  const shift = found.uid === uid ? 6 : found.gid === gid ? 3 : 0;
  return ((found.mode >> shift) & bits) === bits;
}
