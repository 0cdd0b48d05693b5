import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { currentOwner, isAlive } from "../platform/process-owner.ts";
import { readText } from "./cgroup-folder.ts";
import {
  type CgroupLimits,
  type CommandCgroup,
  createCommandCgroup,
  killCgroup,
  removeCgroup,
} from "./command-cgroup.ts";
import { enterCgroup } from "./enter-cgroup.ts";
import {
  CONTROLLERS,
  type Controller,
  type Delegated,
  findDelegated,
  type NotDelegated,
  notDelegated,
  SERVER_LEAF,
} from "./find-delegated.ts";

/** Makes a cgroup for each command, in the one that was delegated to this process. */
export interface CommandCgroups {
  readonly kind: "cgroups";
  /** Absolute path of the cgroup that they are made in. */
  readonly folder: string;
  /** Of what commands can be held to limits; at least one. */
  readonly controllers: readonly Controller[];
  create(limits: CgroupLimits): CommandCgroup;
}

/** `command-OWNER-N`: see `ProcessOwner`. */
const COMMAND = /^command-(\d+-\d+-[0-9a-f]{8})-\d+$/;
const NOBODY = 65534;
/** While they are moved, processes may start others. */
const MOST_ROUNDS = 100;

/**
 * Prepares the cgroup v2 that is delegated to this process: moves all that is in it into a child, hands its controllers to children, removes what
 * servers left that were killed, and tries it. Whatever does not work is said, and nothing depends on it: rlimits are left.
 */
export async function openCommandCgroups(): Promise<CommandCgroups | NotDelegated> {
  const found = findDelegated();
  if (found.kind === "none") return found;
  const { folder } = found;
  try {
    makeRoom(folder);
    const controllers = handDown(found);
    await removeLeftovers(folder);
    let last = 0;
    const create = (limits: CgroupLimits) =>
      createCommandCgroup(join(folder, `command-${currentOwner()}-${last++}`), limits, controllers);
    const problem = await tryOut(create);
    if (problem !== null) return notDelegated(problem);
    return { kind: "cgroups", folder, controllers, create };
  } catch (error) {
    return notDelegated(`${folder} cannot be divided: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** "No internal processes": controllers are handed to children only by a cgroup that holds no process itself (cgroups(7)). */
function makeRoom(folder: string): void {
  const leaf = join(folder, SERVER_LEAF);
  mkdirSync(leaf, { recursive: true });
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const pids = (readText(join(folder, "cgroup.procs")) ?? "").split("\n").filter(Boolean);
    if (pids.length === 0) return;
    for (const pid of pids) {
      try {
        writeFileSync(join(leaf, "cgroup.procs"), pid);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
      }
    }
  }
  throw new Error("processes are started in it faster than they can be moved");
}

/** One by one: where one of them cannot be had, the others can. */
function handDown({ folder, controllers }: Delegated): readonly Controller[] {
  const control = join(folder, "cgroup.subtree_control");
  let refused: unknown;
  for (const controller of controllers) {
    try {
      writeFileSync(control, `+${controller}`);
    } catch (error) {
      refused = error;
    }
  }
  const on = (readText(control) ?? "").split(/\s+/);
  const had = CONTROLLERS.filter((each) => on.includes(each));
  if (had.length === 0) throw refused;
  return had;
}

async function removeLeftovers(folder: string): Promise<void> {
  for (const name of readdirSync(folder)) {
    const [, owner] = COMMAND.exec(name) ?? [];
    if (owner === undefined || isAlive(owner)) continue;
    await killCgroup(join(folder, name));
    removeCgroup(join(folder, name));
  }
}

/** Starts a program in one, as another user where this process can: that it may be written to is not all. Null when it works. */
async function tryOut(create: (limits: CgroupLimits) => CommandCgroup): Promise<string | null> {
  const cgroup = create({ memoryBytes: 2 ** 26, processes: 16, cpus: 1 });
  const [file, ...args] = enterCgroup(3, ["cat", "/proc/self/cgroup"]);
  const { stdout, stderr } = spawnSync(file, args, {
    stdio: ["ignore", "pipe", "pipe", cgroup.entry],
    encoding: "utf8",
    ...(process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {}),
  });
  await cgroup.end(null);
  const [, path = ""] = /^0::(.*)$/m.exec(stdout ?? "") ?? [];
  return COMMAND.test(basename(path)) ? null : `a program could not be started in it: ${stderr?.trim()}`;
}
