import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { SYSTEM_PATH } from "../platform/system-path.ts";
import { cgroupFolder, readText } from "./cgroup-folder.ts";

/** The controllers that commands are held to limits with. */
export const CONTROLLERS = ["memory", "pids", "cpu"] as const;
export type Controller = (typeof CONTROLLERS)[number];

/** The child cgroup that a server moves into: a cgroup that hands controllers to children may hold no processes itself. */
export const SERVER_LEAF = "sdetkit-server";

/** A cgroup v2 that this process may divide. */
export interface Delegated {
  readonly kind: "delegated";
  /** Absolute path. */
  readonly folder: string;
  /** Those that it can hand to children; at least one. */
  readonly controllers: readonly Controller[];
}

/** There is none. */
export interface NotDelegated {
  readonly kind: "none";
  readonly why: string;
  readonly remedy: string;
}

const REMEDY =
  "give the server a cgroup v2 of its own: Delegate=memory pids cpu in its systemd unit (deploy/systemd/sdetkit.service), writable-cgroups=true for its container (deploy/docker/compose.yaml)";

export function notDelegated(why: string, remedy = REMEDY): NotDelegated {
  return { kind: "none", why, remedy };
}

/** Looks for the cgroup v2 that this process may divide among commands. Nothing is changed. */
export function findDelegated(): Delegated | NotDelegated {
  const own = cgroupFolder();
  if (own === null)
    return notDelegated(
      "this process is in no cgroup v2",
      "boot with cgroup v2 (systemd.unified_cgroup_hierarchy=1), and mount it at /sys/fs/cgroup",
    );
  const folder = basename(own) === SERVER_LEAF ? dirname(own) : own;
  // The kernel makes this file in every cgroup but the root.
  if (!existsSync(join(folder, "cgroup.events")))
    return notDelegated("this process is in the machine's root cgroup, which is not the server's to divide");
  const unit = basename(folder);
  if (/\.(?:service|scope|slice)$/.test(unit) && existsSync("/run/systemd/system") && !systemdDelegates(folder, unit))
    return notDelegated(`systemd manages the cgroup of ${unit} itself (Delegate=no)`);
  try {
    for (const file of ["", "cgroup.procs", "cgroup.subtree_control"]) accessSync(join(folder, file), constants.W_OK);
  } catch (error) {
    return notDelegated(`this process may not write to ${folder} (${(error as NodeJS.ErrnoException).code})`);
  }
  const there = (readText(join(folder, "cgroup.controllers")) ?? "").split(/\s+/);
  const controllers = CONTROLLERS.filter((each) => there.includes(each));
  if (controllers.length === 0) return notDelegated(`${folder} has none of the controllers ${CONTROLLERS.join(", ")}`);
  return { kind: "delegated", folder, controllers };
}

/**
 * Whether systemd leaves a unit's cgroup to the unit. To an ordinary user it gives only a cgroup that is delegated; of those that root, or the user's
 * own manager, could write to anyway, only systemd itself knows.
 */
function systemdDelegates(folder: string, unit: string): boolean {
  const ofUser = /\/user@\d+\.service\//.test(folder);
  if (process.getuid?.() !== 0 && !ofUser) return true;
  const words = [...(ofUser ? ["--user"] : []), "show", "--property=Delegate", "--value", "--", unit];
  const { stdout } = spawnSync("systemctl", words, {
    env: { ...process.env, PATH: SYSTEM_PATH },
    encoding: "utf8",
    timeout: 5_000,
  });
  return stdout?.trim() === "yes";
}
