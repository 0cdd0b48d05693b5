import { type ChildProcess, type StdioOptions, spawn, spawnSync } from "node:child_process";
import { mkdirSync, readlinkSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { ExitCode, Fault } from "@sdetkit/core";
import type { Binaries } from "./binaries.ts";
import { isReachable, type User } from "./unprivileged-user.ts";

/** Starts PostgreSQL's programs as the user that they are to have. */
export interface Runner {
  /** The folder as those programs see it. */
  readonly home: string;
  /** The process that is answered becomes the program: it has its process id. */
  start(program: "initdb" | "postgres", args: readonly string[], stdio: StdioOptions): ChildProcess;
}

const ENVIRONMENT = { LC_ALL: "C", PATH: "/usr/bin:/bin", TZ: "UTC" };

/** `user`: null as an ordinary user; as root the one to become. Fault `postgres-folder-closed`. */
export function createRunner(folder: string, { native, links }: Binaries, user: User | null): Runner {
  if (user !== null && !(isReachable(folder, user) && isReachable(join(native, "bin", "postgres"), user))) {
    return createNamespaceRunner(folder, { native, links }, user);
  }
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
  mkdirSync(lib, { recursive: true, mode: 0o755 });
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

/** Folders that every system has and that nothing of PostgreSQL's lies in. */
const STAGES = ["/mnt", "/media", "/srv", "/opt"];

/** Arguments: stage, folder, native, uid, gid, number of links, `name=file` each, then the program and its arguments. */
const SCRIPT = `set -e
stage=$1 folder=$2 native=$3 uid=$4 gid=$5 links=$6
shift 6
mount -t tmpfs -o mode=0755,size=1m sdetkit "$stage"
mkdir "$stage/home" "$stage/native" "$stage/lib"
mount --bind "$folder" "$stage/home"
mount --bind "$native" "$stage/native"
while [ "$links" -gt 0 ]; do
  ln -s "$stage/native/lib/\${1#*=}" "$stage/lib/\${1%%=*}"
  shift
  links=$((links - 1))
done
cd "$stage/home"
exec setpriv --reuid "$uid" --regid "$gid" --clear-groups --no-new-privs -- \\
  env LD_LIBRARY_PATH="$stage/lib:$stage/native/lib" "$@"`;

/**
 * For folders that the user cannot get to, such as those below /root: a mount namespace of its own, in which the folder and the
 * binaries also lie where everybody gets to. Nobody's permissions are changed, and nobody else sees it.
 */
function createNamespaceRunner(folder: string, { native, links }: Binaries, user: User): Runner {
  const stage = STAGES.find(
    (path) => isFree(path, user) && ![folder, native].some((own) => own.startsWith(`${path}/`)),
  );
  const tried = spawnSync("unshare", ["--mount", "--propagation", "slave", "setpriv", "--version"], {
    env: ENVIRONMENT,
    encoding: "utf8",
  });
  if (stage === undefined || tried.status !== 0) {
    throw new Fault("postgres-folder-closed", `expected the user ${user.name} to get to ${folder}, and it cannot`, {
      exit: ExitCode.failed,
      remedy:
        "PostgreSQL does not run as root: start the server in a folder that everybody can enter, such as /srv/sdetkit, " +
        "as an ordinary user, or with --database-url",
      ...(tried.status === 0 ? {} : { cause: tried.error ?? new Error(tried.stderr.trim()) }),
    });
  }
  const pairs = links.map(({ name, file }) => `${name}=${file}`);
  const first = [stage, folder, native, String(user.uid), String(user.gid), String(pairs.length), ...pairs];
  return {
    home: `${stage}/home`,
    start: (program, args, stdio) =>
      spawn(
        "unshare",
        // A new namespace: the others do not see its mounts.
        [
          "--mount",
          "--propagation",
          "slave",
          "sh",
          "-c",
          SCRIPT,
          "sh",
          ...first,
          `${stage}/native/bin/${program}`,
          ...args,
        ],
        { cwd: "/", env: ENVIRONMENT, stdio, detached: true },
      ),
  };
}

function isFree(path: string, user: User): boolean {
  try {
    return isReachable(path, user);
  } catch {
    return false;
  }
}
