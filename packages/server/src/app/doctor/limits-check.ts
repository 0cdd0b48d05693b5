import { formatBytes } from "@sdetkit/core";
import { type Controller, findDelegated, findPrlimit, fine } from "@sdetkit/runtime";
import { readCommandLimits } from "../../control/runs/command-limits-note.ts";
import type { Settings } from "../../settings/types.ts";
import { type ServerCheck, warning } from "./check.ts";
import { serviceLimits } from "./service-limits.ts";

/** What commands of tenants may use of the machine, and by what they are held to it. */
export const limitsCheck: ServerCheck = {
  id: "limits",
  title: "limits of commands",
  look: async ({ settings }) => {
    const running = readCommandLimits(settings().folder);
    const cgroups = running ?? findDelegated();
    const held = cgroups.kind === "none" ? [] : cgroups.controllers;
    const prlimit = findPrlimit() !== null;
    const around = serviceLimits(running?.pid);
    const together = around.length === 0 ? "no limit" : `${around.join(", ")} (cgroup v2)`;
    const who =
      running === null ? "for a server started like this doctor" : `for the running server (process ${running.pid})`;
    const detail = `a command ${who}: ${each(settings().runs.commands, held, prlimit)}; server and all commands together: ${together}`;

    const missing = (["memory", "pids", "cpu"] as const).filter((controller) => !held.includes(controller));
    const remedies = [
      ...(prlimit ? [] : ["apt install util-linux"]),
      ...(cgroups.kind === "none" ? [`${cgroups.remedy}: ${cgroups.why}`] : []),
      ...(cgroups.kind !== "none" && missing.length > 0
        ? [`enable the controllers ${missing.join(", ")} for ${cgroups.folder} (cgroup.subtree_control of its parent)`]
        : []),
      ...(around.length > 0
        ? []
        : [
            "limit the service as a whole: MemoryMax, TasksMax and CPUQuota in deploy/systemd/sdetkit.service, mem_limit, pids_limit and cpus in deploy/docker/compose.yaml",
          ]),
    ];
    return remedies.length === 0 ? fine(detail) : warning(detail, remedies.join("; "));
  },
};

/** Each limit, with what holds it. */
function each(
  { writtenBytes, memoryBytes, processes, cpus }: Settings["runs"]["commands"],
  held: readonly Controller[],
  prlimit: boolean,
): string {
  const rlimit = (text: string) => (prlimit ? `${text} (rlimit)` : `${text} (not held: no prlimit)`);
  const group = (controller: Controller, text: string, otherwise: string) =>
    held.includes(controller) ? `${text} (cgroup v2)` : otherwise;
  return [
    `${formatBytes(writtenBytes)} written (${prlimit ? "rlimit, watched" : "watched"})`,
    group("memory", `${formatBytes(memoryBytes)} of memory`, rlimit(`${formatBytes(memoryBytes)} of data a process`)),
    group("pids", `${processes} processes`, rlimit(`${processes} processes a user`)),
    group("cpu", `${cpus} processors`, "all processors"),
  ].join(", ");
}
