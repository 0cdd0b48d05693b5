import { findPrlimit, fine } from "@sdetkit/runtime";
import { type ServerCheck, warning } from "./check.ts";
import { formatBytes } from "./format-bytes.ts";
import { serviceLimits } from "./service-limits.ts";

/** What commands of tenants may use of the machine, and by what they are held to it. */
export const limitsCheck: ServerCheck = {
  id: "limits",
  title: "limits of commands",
  look: async ({ settings }) => {
    const { writtenBytes, memoryBytes, processes } = settings().runs.commands;
    const each = [
      `${formatBytes(writtenBytes)} written`,
      `${formatBytes(memoryBytes)} of data a process`,
      `${processes} processes a user`,
    ].join(", ");
    if (findPrlimit() === null)
      return warning(
        `expected prlimit, found none: commands are held to ${formatBytes(writtenBytes)} written, and to nothing else`,
        "apt install util-linux",
      );
    const all = serviceLimits();
    const none = all.length === 0;
    const detail = `a command: ${each} (rlimits); all together with the server: ${none ? "no limit" : `${all.join(", ")} (cgroup v2)`}`;
    return none
      ? warning(
          detail,
          "start the server with limits of a cgroup v2: MemoryMax, TasksMax and CPUQuota in deploy/systemd/sdetkit.service, mem_limit, pids_limit and cpus in deploy/docker/compose.yaml",
        )
      : fine(detail);
  },
};
