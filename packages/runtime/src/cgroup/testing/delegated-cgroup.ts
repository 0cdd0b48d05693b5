import { chownSync, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readText } from "../cgroup-folder.ts";
import { killCgroup, removeCgroup } from "../command-cgroup.ts";
import { CONTROLLERS, type Controller } from "../find-delegated.ts";

/** A cgroup v2 below the root's, as a service manager hands it to a server. */
export interface DelegatedCgroup {
  readonly folder: string;
  readonly controllers: readonly Controller[];
  /** Kills all that is in it, and removes it. */
  remove(): Promise<void>;
}

let last = 0;

/** The controllers that this machine can give to a cgroup v2, and where its hierarchy is; none where a service manager or another user owns it. */
export function freeControllers(): { readonly root: string; readonly controllers: readonly Controller[] } {
  const mounted = (readText("/proc/self/mountinfo") ?? "").split("\n").find((line) => / - cgroup2 /.test(line));
  const [, , , inside, root = ""] = mounted?.split(" ") ?? [];
  const mine = process.getuid?.() === 0 && inside === "/" && !existsSync("/run/systemd/system");
  // A container's root is one that the machine's root cgroup holds.
  if (!mine || existsSync(join(root, "cgroup.events"))) return { root, controllers: [] };
  const there = (readText(join(root, "cgroup.controllers")) ?? "").trim().split(" ");
  return { root, controllers: CONTROLLERS.filter((each) => there.includes(each)) };
}

/** Makes one with these controllers, as root; its own where `owner` is named. */
export function delegatedCgroup(controllers: readonly Controller[], owner = 0): DelegatedCgroup {
  const { root } = freeControllers();
  // One level between, so that what is taken from it is taken from nobody else.
  const around = join(root, `sdetkit-test-${process.pid}-${last++}`);
  const folder = join(around, "delegated");
  mkdirSync(around);
  const shared = join(root, "cgroup.subtree_control");
  const before = (readText(shared) ?? "").trim().split(" ");
  for (const controller of controllers) {
    writeFileSync(shared, `+${controller}`);
    writeFileSync(join(around, "cgroup.subtree_control"), `+${controller}`);
  }
  mkdirSync(folder);
  for (const file of ["", "cgroup.procs", "cgroup.threads", "cgroup.subtree_control"])
    chownSync(join(folder, file), owner, owner);
  return {
    folder,
    controllers,
    async remove() {
      await killCgroup(around);
      for (const name of readdirSync(folder, { withFileTypes: true }))
        if (name.isDirectory()) removeCgroup(join(folder, name.name));
      removeCgroup(around);
      for (const controller of controllers.filter((each) => !before.includes(each))) {
        try {
          writeFileSync(shared, `-${controller}`);
        } catch {
          // Another cgroup has it by now.
        }
      }
    },
  };
}
