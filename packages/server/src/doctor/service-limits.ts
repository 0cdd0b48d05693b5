import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { formatBytes } from "./format-bytes.ts";

const CGROUPS = "/sys/fs/cgroup";

/** What the cgroup v2 that this process is in, or one above it, allows all of its processes together; empty where nothing does. */
export function serviceLimits(read: (path: string) => string | null = readOrNull): readonly string[] {
  const [, own] = /^0::(\/.*)$/m.exec(read("/proc/self/cgroup") ?? "") ?? [];
  if (own === undefined) return [];
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
function lowest(
  read: (path: string) => string | null,
  own: string,
  file: string,
  parse: (text: string) => number,
): number | null {
  let least = Number.POSITIVE_INFINITY;
  for (let group = own; ; group = dirname(group)) {
    const value = parse((read(join(CGROUPS, group, file)) ?? "max").trim());
    if (value < least) least = value;
    if (group === "/") return Number.isFinite(least) ? least : null;
  }
}

function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}
