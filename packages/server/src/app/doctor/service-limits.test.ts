import { expect, it } from "vitest";
import { serviceLimits } from "./service-limits.ts";

const files = (of: { readonly [path: string]: string }) => (path: string) => of[path] ?? null;

it("names the tightest limits of the cgroup v2 and those around it, and none where there is none", () => {
  const group = {
    "/proc/7/cgroup": "1:name=x:/a\n0::/system.slice/sdetkit.service\n",
    "/proc/self/mountinfo": "41 31 0:38 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n",
  };
  expect(
    serviceLimits(
      7,
      files({
        ...group,
        "/sys/fs/cgroup/system.slice/sdetkit.service/memory.max": "max\n",
        "/sys/fs/cgroup/system.slice/memory.max": "6442450944\n",
        "/sys/fs/cgroup/system.slice/sdetkit.service/pids.max": "4096\n",
        "/sys/fs/cgroup/system.slice/pids.max": "9000\n",
        "/sys/fs/cgroup/system.slice/sdetkit.service/cpu.max": "150000 100000\n",
      }),
    ),
  ).toEqual(["6 GiB of memory", "4096 tasks", "1.5 processors"]);
  expect(serviceLimits(7, files(group))).toEqual([]);
  expect(serviceLimits(7, files({ "/proc/7/cgroup": "3:memory:/x\n" }))).toEqual([]);
});
