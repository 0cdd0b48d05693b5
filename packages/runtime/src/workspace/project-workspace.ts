import fs from "node:fs";
import { dirname, join } from "node:path";
import { copyFile, copyFolders, placeIn } from "./copy-source.ts";
import type { SeenInput, Sight } from "./see-workspace.ts";
import type { SourceFolder } from "./walk-source.ts";

/** Each mount takes longer than the one before it: of more folders than this, the smaller ones are copied. */
const MAX_BINDS = 100;
/** Larger files are mounted instead of copied. */
const COPIED_BYTES = 1024 * 1024;

/** A folder that shows the workspace without what is hidden, once its mounts are made. */
export interface Projection {
  /** The workspace itself where nothing has to be hidden. */
  readonly base: string;
  readonly binds: readonly (readonly [from: string, to: string])[];
}

/**
 * Projects a workspace into a new folder: folders of which nothing is hidden are mounted there, of the others the files are
 * copied, sharing blocks where the file system can.
 *
 * @param mounted absolute paths that are there whatever is hidden, see `ViewPlaces`.
 */
export function projectWorkspace(root: string, sight: Sight, target: string, mounted: readonly string[]): Projection {
  const incomplete = incompleteFolders(sight);
  if (incomplete.size === 0) return { base: root, binds: [] };
  const bound = boundFolders(sight.folders, incomplete);
  const binds: [string, string][] = [];
  const bind = (path: string): void => void binds.push([join(root, path), join(root, path)]);
  for (const folder of sight.folders) {
    const owner = bound.get(folder.path);
    if (owner !== undefined && owner !== folder.path) continue;
    fs.mkdirSync(placeIn(target, folder), { recursive: true });
    if (owner !== undefined) bind(folder.path);
    else
      for (const file of folder.files) {
        if (file.stat.size > COPIED_BYTES && file.stat.isFile() && !file.escaped && binds.length < 2 * MAX_BINDS) {
          fs.writeFileSync(placeIn(target, file), "");
          bind(file.path);
        } else copyFile(file, placeIn(target, file));
      }
  }
  for (const input of sight.inputs) {
    if (!showHere(root, input, target)) bind(input.path);
  }
  for (const path of mounted) {
    const below = path.startsWith(`${root}/`) ? path.slice(root.length + 1) : null;
    const stat = below === null ? undefined : fs.lstatSync(path, { throwIfNoEntry: false });
    if (below === null || !stat || isWithin(below, bound)) continue;
    makePlace(join(target, below), stat.isDirectory() || below === ".git");
  }
  return { base: target, binds };
}

/** Folders of which something is left out, or to which something is added, and those above them. */
function incompleteFolders({ folders, inputs }: Sight): ReadonlySet<string> {
  const parents = new Map(folders.map(({ path, parent }) => [path, parent]));
  const found = new Set<string>();
  const add = (folder: string): void => {
    for (let at: string | null = folder; at !== null && !found.has(at); at = parents.get(at) ?? null) found.add(at);
  };
  // A folder whose name is not UTF-8 cannot be named to the sandbox.
  for (const { path, left, escaped } of folders) if (left.length > 0 || escaped) add(path);
  if (found.size > 0) for (const { path } of inputs) add(nearest(above(path), parents));
  return found;
}

/** The folder itself, or the nearest one above it, that was entered: a declared input may lie in an ignored folder. */
function nearest(folder: string, entered: ReadonlyMap<string, unknown>): string {
  let at = folder;
  while (at !== "" && !entered.has(at)) at = above(at);
  return at;
}

/** For each folder that is mounted as a whole, or lies in one, which one that is. Folders come outer ones first. */
function boundFolders(folders: readonly SourceFolder[], incomplete: ReadonlySet<string>): ReadonlyMap<string, string> {
  const owners = new Map<string, string>();
  const sizes = new Map<string, number>();
  for (const { path, parent, files } of folders) {
    if (incomplete.has(path)) continue;
    const owner = owners.get(parent ?? "") ?? path;
    owners.set(path, owner);
    sizes.set(owner, (sizes.get(owner) ?? 0) + files.length);
  }
  const largest = [...sizes].sort(([, a], [, b]) => b - a).slice(0, MAX_BINDS);
  const chosen = new Set(largest.map(([path]) => path));
  return new Map([...owners].filter(([, owner]) => chosen.has(owner)));
}

function isWithin(path: string, bound: ReadonlyMap<string, string>): boolean {
  for (let at = above(path); at !== ""; at = above(at)) if (bound.has(at)) return true;
  return false;
}

function above(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

/** Whether an input is laid out in the target; else a place is made to mount it at. A link would be followed by a mount. */
function showHere(root: string, { path, kind, copied }: SeenInput, target: string): boolean {
  const place = join(target, path);
  if (kind === "link") {
    fs.mkdirSync(dirname(place), { recursive: true });
    const stat = fs.lstatSync(join(root, path), { throwIfNoEntry: false });
    if (stat?.isSymbolicLink() && !fs.lstatSync(place, { throwIfNoEntry: false }))
      copyFile({ place: join(root, path), stat }, place);
    return true;
  }
  if (copied === null) makePlace(place, kind === "folder");
  else copyFolders(copied, place);
  return copied !== null;
}

function makePlace(place: string, folder: boolean): void {
  if (fs.existsSync(place)) return;
  fs.mkdirSync(folder ? place : dirname(place), { recursive: true });
  if (!folder) fs.writeFileSync(place, "");
}
