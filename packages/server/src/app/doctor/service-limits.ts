import { dirname, join } from "node:path";
import { formatBytes } from "@sdetkit/core";
import { cgroupFolder, type ReadText, readText } from "@sdetkit/runtime";

/** What the cgroup v2 that a process is in, or one above it, allows all of its processes together; empty where nothing does. */
export function serviceLimits(pid: number | "self" = "self", read: ReadText = readText): readonly string[] {
  const own = cgroupFolder(pid, read);
  if (own === null) return [];
  const memory = lowest(read, own, "memory.max", Number);
  const tasks = lowest(read, own, "pids.max", Number);
  const cpus = lowest(read, own, "cpu.max", (text) => {
    const [quota, period] = text.split(" ").map(Number);
    return (quota ?? Number.NaN) / (period ?? Number.NaN);
  });
  return [
    ...(memory === null ? [] : [`${formatBytes(memory)} of memory`]),
    ...(tasks === null ? [] : [`${tasks} tasks`]),
    ...(cpus === null ? [] : [`${Number(cpus.toFixed(2))} processors`]),
  ];
}

/** The tightest of what a cgroup and those around it say; `max` is no number, and none. */
function lowest(read: ReadText, own: string, file: string, parse: (text: string) => number): number | null {
  let least = Number.POSITIVE_INFINITY;
  for (let group = own; group !== "/"; group = dirname(group)) {
    const value = parse((read(join(group, file)) ?? "max").trim());
    if (value < least) least = value;
  }
  return Number.isFinite(least) ? least : null;
}
