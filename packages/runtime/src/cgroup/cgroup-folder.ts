import { readFileSync } from "node:fs";
import { resolve } from "node:path";

/** Reads a small file of the kernel; null when it is missing or may not be read. */
export type ReadText = (path: string) => string | null;

export const readText: ReadText = (path) => {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
};

/** The mount table writes blanks, tabs, line ends and backslashes as three octal digits (proc_pid_mountinfo(5)). */
const decode = (field: string) =>
  field.replace(/\\([0-7]{3})/g, (_, octal) => String.fromCharCode(Number.parseInt(octal, 8)));

/**
 * Absolute path of the folder of a process's cgroup v2, wherever the hierarchy is mounted (cgroups(7)). Null when there is no cgroup v2,
 * or when the cgroup lies outside of what is mounted here.
 */
export function cgroupFolder(pid: number | "self" = "self", read: ReadText = readText): string | null {
  const [, path] = /^0::(\/.*)$/m.exec(read(`/proc/${pid}/cgroup`) ?? "") ?? [];
  if (path === undefined || path.split("/").includes("..")) return null;
  for (const line of (read("/proc/self/mountinfo") ?? "").split("\n")) {
    const [mount = "", source = ""] = line.split(" - ");
    if (!source.startsWith("cgroup2 ")) continue;
    const [, , , root = "/", point = "/"] = mount.split(" ").map(decode);
    if (root === "/") return resolve(point, `.${path}`);
    if (path === root || path.startsWith(`${root}/`)) return resolve(point, `.${path.slice(root.length)}`);
  }
  return null;
}
