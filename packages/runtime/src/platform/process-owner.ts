import { readFileSync } from "node:fs";

/**
 * A process that cannot be mistaken for a later one with the same number: pid, start time in clock ticks since boot, and
 * the first part of the boot's id, as `PID-START-BOOT`. Where there is no /proc only the pid tells.
 */
export type ProcessOwner = string & { readonly __brand: "ProcessOwner" };

const FORM = /^([1-9][0-9]*)-([0-9]+)-([0-9a-f]{8})$/;
const NO_BOOT = "00000000";

let own: ProcessOwner | undefined;

/** The owner text of this process. Read once: every temporary file is named after it. */
export function currentOwner(): ProcessOwner {
  own ??= `${process.pid}-${startOf(process.pid) ?? "0"}-${bootId()}` as ProcessOwner;
  return own;
}

/** Whether a text has the form of an owner. */
export function isOwner(text: string): text is ProcessOwner {
  return FORM.test(text);
}

/** The process id inside an owner text; 0 when the text is malformed. */
export function pidOf(owner: string): number {
  return Number(FORM.exec(owner)?.[1] ?? 0);
}

/** Whether the process still runs. A malformed owner is nobody. */
export function isAlive(owner: string): boolean {
  const [, pid, start, boot] = FORM.exec(owner) ?? [];
  if (pid === undefined || boot !== bootId()) return false;
  if (boot !== NO_BOOT) return startOf(Number(pid)) === start;
  try {
    process.kill(Number(pid), 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Field 22 of /proc/PID/stat; null for a process that is gone, or a zombie that only waits to be collected. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" || fields[0] === "X" ? null : (fields[19] ?? null);
  } catch {
    return null;
  }
}

function bootId(): string {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "latin1").slice(0, 8);
  } catch {
    return NO_BOOT;
  }
}
