import { chmodSync, chownSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { User } from "./unprivileged-user.ts";

/** What the kernel takes for a unix socket's path, in bytes, without the final zero. */
const LONGEST = 107;
const SOCKET = ".s.PGSQL.5432";
/** Names the folder elsewhere, when the socket cannot be in the folder itself. */
const ELSEWHERE = "socket.path";

/** Where the socket is, for us and for PostgreSQL, who may see the folder at another place. */
export interface SocketFolder {
  readonly ours: string;
  readonly theirs: string;
}

/**
 * A folder for the socket that only PostgreSQL's user writes to: in the folder itself, or, when that path is too long, a
 * new one with a random name among the temporary files, so that nobody can be there before. The same again after a restart.
 */
export function openSocketFolder(folder: string, home: string, user: User | null): SocketFolder {
  const own = join(folder, "socket");
  if (Buffer.byteLength(join(own, SOCKET)) <= LONGEST) {
    mkdirSync(own, { recursive: true, mode: 0o700 });
    give(own, user);
    return { ours: own, theirs: join(home, "socket") };
  }
  const record = join(folder, ELSEWHERE);
  const known = readRecord(record);
  if (known !== null && isOurs(known, user)) return { ours: known, theirs: known };
  const base = Buffer.byteLength(tmpdir()) <= 60 ? tmpdir() : "/tmp";
  const made = mkdtempSync(join(base, "sdetkit-pg-"));
  give(made, user);
  writeFileSync(record, made, { mode: 0o600 });
  return { ours: made, theirs: made };
}

/** Where an existing server's socket is. */
export function findSocketFolder(folder: string): string {
  const own = join(folder, "socket");
  if (Buffer.byteLength(join(own, SOCKET)) <= LONGEST) return own;
  return readRecord(join(folder, ELSEWHERE)) ?? own;
}

/** Removes a folder among the temporary files; the one in the folder itself stays. */
export function closeSocketFolder(folder: string): void {
  const record = join(folder, ELSEWHERE);
  const known = readRecord(record);
  if (known !== null) rmSync(known, { recursive: true, force: true });
  rmSync(record, { force: true });
}

function readRecord(record: string): string | null {
  try {
    return readFileSync(record, "utf8").trim() || null;
  } catch {
    return null;
  }
}

function isOurs(path: string, user: User | null): boolean {
  const found = lstatSync(path, { throwIfNoEntry: false });
  return (
    found?.isDirectory() === true && found.uid === (user?.uid ?? process.getuid?.()) && (found.mode & 0o777) === 0o700
  );
}

function give(path: string, user: User | null): void {
  if (user !== null) chownSync(path, user.uid, user.gid);
  chmodSync(path, 0o700);
}
