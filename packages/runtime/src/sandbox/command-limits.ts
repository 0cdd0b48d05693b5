import fs from "node:fs";
import { join } from "node:path";
import type { CgroupLimitMet } from "../cgroup/command-cgroup.ts";
import type { CommandCgroups } from "../cgroup/open-command-cgroups.ts";
import { SYSTEM_PATH } from "../platform/system-path.ts";

/** What a command may use of the machine at most. What is left out has no limit but the system's. */
export interface CommandLimits {
  /** Bytes that the files which it may write to may grow by, together. */
  readonly writtenBytes: number;
  /** Bytes of memory of all its processes together; where no cgroup can hold it to them, bytes of data of each process. */
  readonly memoryBytes: number;
  /** Its processes and threads at once; where no cgroup can hold it to them, those of its user. */
  readonly processes: number;
  /** Processors' worth of time, where a cgroup can hold it to them; all of the machine unless said. */
  readonly cpus?: number;
  /** What gives each command a cgroup of its own; nothing where none can be had, and then rlimits hold. */
  readonly cgroups?: CommandCgroups | undefined;
  /** Bytes that its owner has left; asked when it starts. */
  readonly room?: () => Promise<number>;
}

/** A limit of `CommandLimits` that a command went beyond. */
export type LimitMet = { readonly kind: "written" | "room" } | CgroupLimitMet;

/** A file may always have so many bytes: programs write small ones for themselves. */
const SMALLEST_FILE = 2 ** 20;

/** The program that sets resource limits (util-linux); null where there is none. */
export function findPrlimit(searchPath: string = SYSTEM_PATH): string | null {
  const files = searchPath.split(":").map((folder) => join(folder, "prlimit"));
  return files.find((file) => fs.existsSync(file)) ?? null;
}

/** The words by which a program is started with the kernel's limits (setrlimit(2)). What is left out has none. */
export function withLimits(
  [file, ...args]: readonly [string, ...string[]],
  limits: { readonly written: number; readonly memoryBytes?: number; readonly processes?: number },
  prlimit: string | null,
): [string, ...string[]] {
  if (prlimit === null) return [file, ...args];
  const asked = {
    fsize: Math.max(limits.written, SMALLEST_FILE),
    data: limits.memoryBytes,
    nproc: limits.processes,
    core: 0,
  };
  const options = Object.entries(asked).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}=${Math.min(value, hardLimit(name))}`],
  );
  return [prlimit, ...options, "--", file, ...args];
}

const TITLES: { readonly [name: string]: string } = {
  fsize: "Max file size",
  data: "Max data size",
  nproc: "Max processes",
  core: "Max core file size",
};

/** An ordinary user cannot ask for more than this process has itself. */
function hardLimit(name: string): number {
  const line = fs
    .readFileSync("/proc/self/limits", "latin1")
    .split("\n")
    .find((each) => each.startsWith(TITLES[name] ?? "?"));
  const [, hard = "unlimited"] = /^.{26}\S+\s+(\S+)/.exec(line ?? "") ?? [];
  return hard === "unlimited" ? Number.POSITIVE_INFINITY : Number(hard);
}
