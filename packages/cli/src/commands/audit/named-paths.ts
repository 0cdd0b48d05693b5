import { lstat, readdir } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { Fault, nearest } from "@sdetkit/core";

/** A path as it was written on the command line, and what it is in the workspace. */
interface NamedPath {
  readonly name: string;
  readonly path: string;
}

/** The paths that were named, in the workspace at `root`. Fault `usage` for a path outside. */
export function namedPaths(root: string, cwd: string, names: readonly string[]): readonly NamedPath[] {
  return names.map((name) => {
    const path = relative(root, resolve(cwd, name)).replaceAll("\\", "/");
    if (path !== ".." && !path.startsWith("../")) return { name, path };
    throw new Fault("usage", `expected paths inside of ${root}, got ${name}`, {
      remedy: "name paths of this repository, or another repository with -C",
    });
  });
}

/** Whether a path is the one that was named, or below it. */
export function isWithin(path: string, { path: named }: NamedPath): boolean {
  return named === "" || path === named || path.startsWith(`${named}/`);
}

/**
 * Refuses a path that does not exist, since an audit of nothing passes; where something was `found`, as that a file is missing, it
 * counts. Fault `usage`, with the nearest path.
 */
export async function refuseMissing(
  root: string,
  named: readonly NamedPath[],
  found: readonly { readonly path: string }[],
): Promise<void> {
  for (const each of named) {
    const near = await nearestOfMissing(root, each.path);
    if (near === undefined || found.some(({ path }) => isWithin(path, each))) continue;
    throw new Fault(
      "usage",
      `expected a file or folder of the repository, ${JSON.stringify(each.name)} does not exist`,
      {
        remedy: remedyFor(each.name, near),
      },
    );
  }
}

/** Undefined for a path that exists, else the path that was perhaps meant, or null. */
async function nearestOfMissing(root: string, path: string): Promise<string | null | undefined> {
  const before: string[] = [];
  for (const part of path.split("/")) {
    const folder = join(root, ...before);
    if ((await lstat(join(folder, part)).catch(() => null)) === null) {
      const near = nearest(part, await readdir(folder).catch(() => []));
      return near === null ? null : [...before, near].join("/");
    }
    before.push(part);
  }
  return undefined;
}

function remedyFor(name: string, near: string | null): string {
  if (near !== null) return `did you mean ${near}?`;
  if (!/[*?[{]/.test(name)) return "name a file or folder of the repository";
  return "name files and folders: a pattern is not expanded here; without quotes the shell expands it";
}
