import { accessSync, constants, readFileSync, statSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { type Finding, fine } from "@sdetkit/runtime";
import { failing, type ServerCheck, warning } from "./check.ts";
import { existingPlace } from "./existing-place.ts";

const GIB = 1024 ** 3;
const FAIL_BELOW = GIB / 16;
const WARN_BELOW = GIB;

/** Whether the roots can be written to, on which disks they are, and how much room there is. */
export const rootsCheck: ServerCheck = {
  id: "roots",
  title: "roots",
  look: async ({ settings }) => {
    const details: string[] = [];
    for (const [name, root] of Object.entries(settings().roots)) {
      const problem = problemOf(name, root);
      if (problem !== null) return problem;
      const place = existingPlace(root);
      const { bavail, bsize } = await statfs(place);
      const disk = diskOf(place);
      const room = judgeRoom(name, root, bavail * bsize);
      if (room !== null) return room;
      if (name === "history" && /^(?:tmpfs|ramfs)$/.test(disk.type))
        return warning(
          `expected the root history on a disk, ${root} is in memory (${disk.type})`,
          "name a folder on a disk under roots.history: records are kept permanently",
        );
      details.push(`${name} on ${disk.device} (${disk.type}), ${((bavail * bsize) / GIB).toFixed(1)} GiB free`);
    }
    return fine(details.join("; "));
  },
};

function problemOf(name: string, root: string): Finding | null {
  const place = existingPlace(root);
  const missing = place === root ? "" : ` (to be created in ${place})`;
  if (!statSync(place).isDirectory())
    return failing(
      `expected a folder for the root ${name}, ${place} is not a folder`,
      `name another folder under roots.${name}`,
    );
  try {
    accessSync(place, constants.W_OK | constants.X_OK);
    return null;
  } catch {
    return failing(
      `expected write access to the root ${name}, got none for ${root}${missing}`,
      `give the server's user write access to ${place}, or name another folder under roots.${name}`,
    );
  }
}

/** The judgement on the room of a root, in bytes; null when there is enough. */
export function judgeRoom(name: string, root: string, free: number): Finding | null {
  if (free >= WARN_BELOW) return null;
  const detail = `expected at least 1 GiB free for the root ${name}, ${root} has ${Math.floor(free / 1024 ** 2)} MiB`;
  const remedy = `free some space there, or move it: roots.${name}`;
  return free < FAIL_BELOW ? failing(detail, remedy) : warning(detail, remedy);
}

/** The disk that a folder is on: the mount of its device that was made last. */
function diskOf(path: string): { readonly device: string; readonly type: string } {
  const { dev } = statSync(path);
  const number = `${(dev >>> 8) & 0xfff}:${(dev & 0xff) | ((dev >>> 12) & 0xfff00)}`;
  const line = readFileSync("/proc/self/mountinfo", "utf8")
    .split("\n")
    .findLast((each) => each.split(" ")[2] === number);
  const [type = "unknown", device = "unknown disk"] = line?.split(" - ")[1]?.split(" ") ?? [];
  return { device, type };
}
