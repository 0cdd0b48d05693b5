import { copyFileSync, openSync, readFileSync, statSync, truncateSync } from "node:fs";
import { join } from "node:path";

const MOST_BYTES = 8 * 1024 * 1024;
const LAST_LINES = 5;

/** PostgreSQL's own log, opened for appending. It keeps writing there when the server that started it is gone. */
export function openLog(folder: string): number {
  return openSync(join(folder, "log"), "a", 0o600);
}

/** Keeps the log and one older file to 8 MiB each. In place: PostgreSQL has the file open. */
export function boundLog(folder: string): void {
  const log = join(folder, "log");
  if (lengthOfLog(folder) <= MOST_BYTES) return;
  copyFileSync(log, join(folder, "log.1"));
  truncateSync(log);
}

/** How long the log is, in bytes. */
export function lengthOfLog(folder: string): number {
  return statSync(join(folder, "log"), { throwIfNoEntry: false })?.size ?? 0;
}

/** What it said last since the log was so long, for a message. */
export function lastOfLog(folder: string, since: number): string {
  const lines = readFileSync(join(folder, "log")).subarray(since).toString().trim().split("\n");
  return lines.slice(-LAST_LINES).join("\n") || "nothing";
}
