import { lstatSync } from "node:fs";
import { join } from "node:path";
import { Fault, type LogicalPath, type Performed, type ReadEntry, type Sha256 } from "@sdetkit/core";
import type { ConfinedFiles, ListOptions, MissedEntry } from "../action/contract.ts";
import { hashing } from "../hashing.ts";
import { type Checkout, type KnownFolder, openCheckout } from "./checkout.ts";
import { escapedKey } from "./commit-tree.ts";
import type { SeenFiles } from "./see-workspace.ts";
import { entryOf } from "./source-content.ts";
import { isIgnored } from "./source-filter.ts";

/** What a run knows of its workspace: shared by its steps. */
export interface RunReads {
  /** Opened when the first step needs it. */
  readonly checkout: () => Promise<Checkout>;
  /** It was laid out for this run from a commit: all that is there is the commit's or the run's own, and nothing has to be noted. */
  readonly pristine: boolean;
  /** Paths that the run itself changed: what it reads there says nothing of the workspace. */
  readonly changed: Set<string>;
  /** Files that commands of this run saw. */
  readonly seen: SeenFiles;
  /** What commands see is not noted: records of version 1 do not hold it. */
  readonly actionsOnly: boolean;
}

/** What is known of a workspace before a run reads it. */
export interface KnownWorkspace extends KnownFolder {
  /** See `RunReads`; false unless said. */
  readonly pristine?: boolean;
  /** What the run changed before, when it goes on. */
  readonly changed?: Iterable<string>;
  /** See `RunReads`; false unless said. */
  readonly actionsOnly?: boolean;
}

/** The reads of a run in a workspace. */
export function createRunReads(
  root: string,
  files: ConfinedFiles,
  { pristine = false, changed = [], actionsOnly = false, ...known }: KnownWorkspace,
): RunReads {
  let open: Promise<Checkout> | undefined;
  const checkout = () => {
    open ??= openCheckout(root, files, known);
    return open;
  };
  return { checkout, pristine, changed: new Set(changed), seen: new Map(), actionsOnly };
}

/** The reading of one step, noted as it happens. */
export interface StepReads {
  /** The files; whatever is read through them is noted. */
  readonly files: ConfinedFiles;
  note(entries: Iterable<ReadEntry>): void;
  noteChanged(paths: Iterable<string>): void;
  noteGit(state: Sha256 | null): void;
  /** All that was noted. */
  result(): Pick<Performed, "reads" | "changed" | "git">;
}

/** Notes what one step reads of the workspace and the commit does not hold byte for byte, and what it changes there. */
export function createStepReads(files: ConfinedFiles, { checkout, pristine, changed }: RunReads): StepReads {
  const entries = new Map<string, ReadEntry>();
  const own = new Set<string>();
  let git: Sha256 | null | undefined;
  const note = (entry: ReadEntry): void => {
    if (changed.has(entry.path) || (entry.kind === "tree" && hasBelow(changed, entry.path))) return;
    entries.set(`${entry.path}\0${entry.kind}\0${entry.sha256}`, entry);
  };
  const noteRead = async (path: LogicalPath, read: (checkout: Checkout) => ReadEntry | null): Promise<void> => {
    if (path.root !== "workspace" || pristine || changed.has(path.path)) return;
    const open = await checkout();
    const entry = read(open);
    if (entry === null) return;
    const ignored = entry.kind !== "missing" && (await isIgnored(open.filter, entry.path));
    note(ignored ? { ...entry, ignored } : entry);
  };
  const wrote = (path: LogicalPath): void => {
    if (path.root !== "workspace") return;
    own.add(path.path);
    changed.add(path.path);
  };
  return {
    files: {
      ...files,
      read: async (path, options) => {
        try {
          const data = await files.read(path, options);
          await noteRead(path, ({ tree }) => contentEntry(path.path, data, tree));
          return data;
        } catch (error) {
          if (error instanceof Fault) await noteRead(path, (open) => failedEntry(path.path, error.code, open));
          throw error;
        }
      },
      write: async (path, data) => {
        const written = await files.write(path, data);
        wrote(path);
        return written;
      },
      async *list(path, options = {}) {
        const noted = path.root === "workspace" && !pristine;
        yield* files.list(path, noted ? noting(options, (await checkout()).tree, note) : options);
      },
    },
    note: (all) => {
      for (const entry of all) note(entry);
    },
    noteChanged: (paths) => {
      for (const path of paths) wrote({ root: "workspace", path });
    },
    noteGit: (state) => {
      git = state;
    },
    result: () => ({
      reads: [...entries.values()],
      ...(own.size === 0 ? {} : { changed: [...own].sort() }),
      ...(git === undefined ? {} : { git }),
    }),
  };
}

function hasBelow(paths: Iterable<string>, folder: string): boolean {
  for (const path of paths) if (path.startsWith(`${folder}/`)) return true;
  return false;
}

function contentEntry(path: string, data: Uint8Array, tree: Checkout["tree"]): ReadEntry | null {
  if (tree?.holds(path, "file", data)) return null;
  return { path, kind: "file", sha256: hashing.hex(data) };
}

/** What a read that failed tells of the workspace. */
function failedEntry(path: string, code: string, { root, tree }: Checkout): ReadEntry | null {
  switch (code) {
    case "file-missing":
    case "not-a-folder":
      return tree?.kindOf(path) ? { path, kind: "missing", sha256: null } : null;
    case "file-too-large":
    case "path-escapes": {
      const place = join(root, path);
      const stat = lstatSync(place, { throwIfNoEntry: false });
      return stat && (stat.isFile() || stat.isSymbolicLink())
        ? entryOf({ path, escaped: false, place, stat }, tree)
        : null;
    }
    case "permission-denied":
      return { path, kind: "unreadable", sha256: null };
    default:
      return null;
  }
}

/** A listing that also notes which files of the commit it did not find, and what it saw no more of than the name. */
function noting(options: ListOptions, tree: Checkout["tree"], note: (entry: ReadEntry) => void): ListOptions {
  const { keep, missed, other, skip = [] } = options;
  return {
    ...options,
    keep: async (folder, entries) => {
      const below = (name: string): string => (folder.path === "" ? name : `${folder.path}/${name}`);
      const found = new Map(entries.map((entry) => [entry.name, entry.folder]));
      const committed = tree?.folder(folder.path);
      for (const name of committed?.files ?? [])
        if (found.get(name) !== false && !skip.includes(name)) note(missing(below(name)));
      for (const name of committed?.folders ?? [])
        if (found.get(name) !== true && !skip.includes(name))
          for (const path of filesBelow(below(name), tree)) note(missing(path));
      return keep ? keep(folder, entries) : entries;
    },
    ...(missed ? { missed: noteMissed(missed, tree, note) } : {}),
    ...(other ? { other: noteOther(other, tree, note) } : {}),
  };
}

function missing(path: string): ReadEntry {
  return { path, kind: "missing", sha256: null };
}

function* filesBelow(folder: string, tree: Checkout["tree"]): Generator<string> {
  const { files = [], folders = [] } = tree?.folder(folder) ?? {};
  for (const name of files) yield `${folder}/${name}`;
  for (const name of folders) yield* filesBelow(`${folder}/${name}`, tree);
}

/** Of a link, a pipe, a socket or a device a listing shows the name. */
function noteOther(
  other: NonNullable<ListOptions["other"]>,
  tree: Checkout["tree"],
  note: (entry: ReadEntry) => void,
): NonNullable<ListOptions["other"]> {
  return (path, kind) => {
    if (kind !== "link" || tree?.kindOf(path.path) !== "link") note({ path: path.path, kind: "name", sha256: null });
    other(path, kind);
  };
}

function noteMissed(
  missed: (entry: MissedEntry) => void,
  tree: Checkout["tree"],
  note: (entry: ReadEntry) => void,
): (entry: MissedEntry) => void {
  return (entry) => {
    const path = entry.path.replace(/\/$/, "");
    if (entry.reason !== "name-not-utf8") note({ path, kind: "unreadable", sha256: null });
    else if (!tree?.kindOf(escapedKey(path))) note({ path, kind: "name", sha256: null, escaped: true });
    missed(entry);
  };
}
