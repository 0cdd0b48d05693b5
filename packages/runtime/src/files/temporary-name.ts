import { randomBytes } from "node:crypto";
import fs from "node:fs";

const TEMPORARY = /^\.sdetkit-(\d+)-(\d+)-[0-9a-f]{16}\.tmp$/;

/** When a process started, in clock ticks since boot: with its id it names a process for good. 0 where unknown. */
function startedAt(pid: number): number | null {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, "latin1");
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19]);
  } catch {
    if (process.platform === "linux") return null;
  }
  try {
    process.kill(pid, 0);
    return 0;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM" ? 0 : null;
  }
}

const ownStart = startedAt(process.pid) ?? 0;

/** A fresh name for a temporary file that tells which process owns it. */
export function temporaryName(): string {
  return `.sdetkit-${process.pid}-${ownStart}-${randomBytes(8).toString("hex")}.tmp`;
}

/** Whether a name is that of a temporary file whose process is gone: nobody will finish it. */
export function isAbandoned(name: string): boolean {
  const match = TEMPORARY.exec(name);
  return match !== null && startedAt(Number(match[1])) !== Number(match[2]);
}
