import { expect, it } from "vitest";
import { cgroupFolder } from "./cgroup-folder.ts";

const HYBRID = [
  "36 31 0:33 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory",
  "41 31 0:38 / /sys/fs/cgroup/unified rw,relatime shared:9 - cgroup2 cgroup2 rw",
].join("\n");

it.each([
  ["a hybrid machine", HYBRID, "4:memory:/a\n0::/b/c\n", "/sys/fs/cgroup/unified/b/c"],
  ["a part that is mounted", "9 1 0:1 /docker/x /cg rw - cgroup2 cgroup rw", "0::/docker/x/y\n", "/cg/y"],
  ["the mounted part itself", "9 1 0:1 /docker/x /cg rw - cgroup2 cgroup rw", "0::/docker/x\n", "/cg"],
  ["a place with a blank", "9 1 0:1 / /my\\040cg rw - cgroup2 cgroup rw", "0::/\n", "/my cg"],
  ["another part than its own", "9 1 0:1 /docker/x /cg rw - cgroup2 cgroup rw", "0::/docker/xy\n", null],
  ["outside of its namespace", "9 1 0:1 / /cg rw - cgroup2 cgroup rw", "0::/../z\n", null],
  ["version 1 alone", "9 1 0:1 / /cg rw - cgroup cgroup rw,pids", "3:pids:/a\n", null],
])("finds the folder of a cgroup: %s", (_what, mountinfo, cgroup, folder) => {
  const files: { [path: string]: string } = { "/proc/7/cgroup": cgroup, "/proc/self/mountinfo": mountinfo };
  expect(cgroupFolder(7, (path) => files[path] ?? null)).toBe(folder);
});
