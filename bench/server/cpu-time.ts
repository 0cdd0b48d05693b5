import { readdirSync, readFileSync } from "node:fs";

/** Clock ticks a second, as Linux tells them to programs. */
const TICKS = 100;

/** Seconds of processor time that a process and its children have used, those that ended included. */
export function cpuSeconds(pid: number): number {
  const all = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => read(Number(name)) ?? []);
  const own = all.find((each) => each.pid === pid);
  if (own === undefined) return Number.NaN;
  return own.seconds + all.filter(({ parent }) => parent === pid).reduce((sum, { seconds }) => sum + seconds, 0);
}

function read(pid: number): { pid: number; parent: number; seconds: number } | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // Behind the name, which may hold anything: state, parent, …; then utime, stime, cutime, cstime.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
    return { pid, parent: Number(fields[1]), seconds: ticks / TICKS };
  } catch {
    return null;
  }
}
