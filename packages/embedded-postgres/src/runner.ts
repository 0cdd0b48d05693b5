import { spawn } from "node:child_process";
import { chmodSync, mkdirSync, readlinkSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import type { Binaries } from "./binaries.ts";
import { createNamespaceRunner, findStage } from "./namespace-runner.ts";
import { ENVIRONMENT, type Runner } from "./runner-contract.ts";
import { isReachable, type User } from "./unprivileged-user.ts";

/** Throws what `createRunner` would, and makes nothing. `folder`: the nearest one that is there. */
export function canRun(folder: string, { native }: Binaries, user: User | null): void {
  if (user !== null && !reaches(folder, native, user)) findStage(folder, native, user);
}

function reaches(folder: string, native: string, user: User): boolean {
  return isReachable(folder, user) && isReachable(join(native, "bin", "postgres"), user);
}

/** `user`: null as an ordinary user; as root the one to become. Fault `postgres-folder-closed`. */
export function createRunner(folder: string, { native, links }: Binaries, user: User | null): Runner {
  if (user !== null && !reaches(folder, native, user)) return createNamespaceRunner(folder, { native, links }, user);
  const lib = join(folder, "lib");
  linkLibraries(lib, native, links);
  const env = { ...ENVIRONMENT, LD_LIBRARY_PATH: `${lib}:${join(native, "lib")}` };
  const identity = user === null ? {} : { uid: user.uid, gid: user.gid };
  return {
    home: folder,
    start: (program, args, stdio) =>
      spawn(join(native, "bin", program), [...args], { cwd: folder, env, ...identity, stdio, detached: true }),
  };
}

/** Makes the links, and again when the binaries moved. */
function linkLibraries(lib: string, native: string, links: Binaries["links"]): void {
  mkdirSync(lib, { recursive: true });
  // Ours, whatever the umask: PostgreSQL's user reads it.
  chmodSync(lib, 0o755);
  for (const { name, file } of links) {
    const [link, target] = [join(lib, name), join(native, "lib", file)];
    if (targetOf(link) === target) continue;
    rmSync(link, { force: true });
    symlinkSync(target, link);
  }
}

function targetOf(link: string): string | null {
  try {
    return readlinkSync(link);
  } catch {
    return null;
  }
}
