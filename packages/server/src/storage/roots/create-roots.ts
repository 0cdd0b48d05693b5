import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, readdir, rename, rm } from "node:fs/promises";
import { isAbsolute, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { Fault } from "@sdetkit/core";
import { makeFolder, syncFolder } from "@sdetkit/runtime";
import { fileStore } from "./file-store.ts";
import { measureFolder } from "./measure-folder.ts";
import { tenantFolder } from "./tenant-folder.ts";
import type { Roots, StorageClass } from "./types.ts";

/** A measurement serves at least so long, and so many times longer than it took. */
const MEASURED_FOR_MS = 60_000;
const MEASURED_FOR_TIMES = 50;

/** Names of folders that are being removed: no tenant's name begins like that. */
const ERASED = ".erased-";

/**
 * Opens the roots: `file:` URLs or absolute folders. Faults `root-not-local` for another scheme, `roots-overlap` when two
 * classes would share files, as usage is counted and things are removed by class.
 */
export function createRoots(
  configured: { readonly [storage in StorageClass]: string },
  { now = Date.now }: { readonly now?: () => number } = {},
): Roots {
  const classes = Object.keys(configured).sort() as StorageClass[];
  const folders = Object.fromEntries(classes.map((each) => [each, localFolder(each, configured[each])]));
  refuseOverlap(folders);
  const measured = new Map<string, { readonly bytes: Promise<number>; until: number }>();
  const pathOf = (storage: StorageClass, tenant: string) => join(folders[storage] as string, tenantFolder(tenant));
  // Histories that were closed to other users of this machine, such as those that other tenants' commands run as.
  const closed = new Set<string>();
  const folder = async (storage: StorageClass, tenant: string) => {
    const path = pathOf(storage, tenant);
    if (!existsSync(path)) makeFolder(path);
    if (storage === "history" && !closed.has(path)) {
      // All of it at once: those of tenants that do nothing now were made by an earlier version. It may be somebody else's mount.
      await chmod(folders[storage] as string, 0o700).catch(() => undefined);
      await chmod(path, 0o700);
      closed.add(path);
    }
    return path;
  };
  return {
    folder,
    store: (storage, tenant) => fileStore(() => folder(storage, tenant)),
    usage: (tenant) => {
      const known = measured.get(tenant);
      if (known !== undefined && now() < known.until) return known.bytes;
      const begun = now();
      const sizes = classes.map((storage) => measureFolder(pathOf(storage, tenant)));
      const bytes = Promise.all(sizes).then((all) => all.reduce((sum, each) => sum + each, 0));
      // While it is being measured everybody waits for the same answer.
      const measurement = { bytes, until: Number.POSITIVE_INFINITY };
      measured.set(tenant, measurement);
      const settle = () => {
        measurement.until = now() + Math.max(MEASURED_FOR_MS, MEASURED_FOR_TIMES * (now() - begun));
      };
      bytes.then(settle, () => measured.delete(tenant));
      return bytes;
    },
    erase: async (tenant) => {
      measured.delete(tenant);
      for (const storage of classes) closed.delete(pathOf(storage, tenant));
      for (const storage of classes) await eraseFolder(folders[storage] as string, tenantFolder(tenant));
    },
  };
}

/** Away under its name at once, so that nobody finds half of it; then bit by bit, also what a crash left of an earlier time. */
async function eraseFolder(root: string, name: string): Promise<void> {
  if (!existsSync(root)) return;
  const doomed = `${ERASED}${name}-`;
  if (existsSync(join(root, name))) {
    await rename(join(root, name), join(root, `${doomed}${randomBytes(8).toString("hex")}`));
    syncFolder(root);
  }
  for (const entry of await readdir(root)) {
    if (entry.startsWith(doomed)) {
      // Whoever still writes there makes a folder that was empty a moment ago no longer so.
      await rm(join(root, entry), { recursive: true, force: true, maxRetries: 5 });
    }
  }
}

function localFolder(storage: StorageClass, configured: string): string {
  if (isAbsolute(configured)) return configured;
  const url = URL.parse(configured);
  if (url?.protocol === "file:" && url.host === "") return fileURLToPath(url);
  const got = url === null ? JSON.stringify(configured) : `${url.protocol} URL`;
  throw new Fault("root-not-local", `expected a file: URL or an absolute folder for the root ${storage}, got ${got}`, {
    remedy: `name a local folder under roots.${storage}`,
  });
}

function refuseOverlap(folders: { readonly [storage: string]: string }): void {
  for (const [a, outer] of Object.entries(folders)) {
    for (const [b, inner] of Object.entries(folders)) {
      const way = relative(outer, inner);
      if (a === b || way === ".." || way.startsWith("../") || isAbsolute(way)) continue;
      throw new Fault("roots-overlap", `expected a folder of its own for each root, got ${b} inside ${a}`, {
        remedy: `name another folder under roots.${b}`,
      });
    }
  }
}
