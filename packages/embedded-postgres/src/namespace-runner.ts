import { spawn, spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { Fault } from "@sdetkit/core";
import type { Binaries } from "./binaries.ts";
import { ENVIRONMENT, type Runner } from "./runner-contract.ts";
import { isOpen, isReachable, type User } from "./unprivileged-user.ts";

/** Folders that every system has and that nothing of PostgreSQL's lies in. */
const STAGES = ["/mnt", "/media", "/srv", "/opt"];

/** Arguments: stage, folder, native, uid, gid, number of links, `name=file` each, then the program and its arguments. */
const SCRIPT = `set -e
umask 022
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
export function createNamespaceRunner(folder: string, { native, links }: Binaries, user: User): Runner {
  const stage = findStage(folder, native, user);
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

/** The place where they are to lie. Faults `postgres-folder-closed`, `postgres-binaries-closed`. */
export function findStage(folder: string, native: string, user: User): string {
  const stage = STAGES.find(
    (path) => isFree(path, user) && ![folder, native].some((own) => own.startsWith(`${path}/`)),
  );
  const args = ["--mount", "--propagation", "slave", "setpriv", "--version"];
  const tried = spawnSync("unshare", args, { env: ENVIRONMENT, encoding: "utf8" });
  if (stage === undefined || tried.status !== 0) {
    throw new Fault(
      "postgres-folder-closed",
      `expected the user ${user.name} to have access to ${folder}, it has none`,
      {
        ...(tried.status === 0 ? {} : { cause: tried.error ?? new Error(tried.stderr.trim()) }),
      },
    );
  }
  if (["", "bin", "bin/postgres", "lib", "share"].every((part) => isOpen(join(native, part), user))) return stage;
  throw new Fault(
    "postgres-binaries-closed",
    `expected the user ${user.name} to have read access to ${native}, it has none`,
    {
      remedy: `run \`chmod -R o+rX ${dirname(native)}\`: they were installed with a restrictive umask`,
    },
  );
}

function isFree(path: string, user: User): boolean {
  try {
    return isReachable(path, user);
  } catch {
    return false;
  }
}
