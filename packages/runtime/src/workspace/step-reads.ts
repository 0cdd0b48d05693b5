import { Fault, type LogicalPath, type Performed, type ReadEntry, type Sha256 } from "@sdetkit/core";
import type { ConfinedFiles, FolderEntry, ListOptions, MissedEntry, OtherKind } from "../files/types.ts";
import { hashing } from "../platform/hashing.ts";
import { type Checkout, type KnownFolder, openCheckout } from "./checkout.ts";
import { escapedKey } from "./commit-tree.ts";
import type { SeenFiles } from "./see-workspace.ts";
import { isIgnored } from "./source-filter.ts";
import { committedBelow, missing, wayTo } from "./way-to.ts";

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
  /** What the run changed before, when it continues. */
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
  /** Notes what whoever goes to this path meets there and on the way. */
  noteWay(path: LogicalPath): Promise<void>;
  noteChanged(paths: Iterable<string>): void;
  noteGit(state: Sha256 | null): void;
  /** All that was noted. */
  result(): Promise<Pick<Performed, "reads" | "changed" | "git">>;
}

/** Notes what one step reads of the workspace and the commit does not hold byte for byte, and what it changes there. */
export function createStepReads(files: ConfinedFiles, { checkout, pristine, changed }: RunReads): StepReads {
  const entries = new Map<string, ReadEntry>();
  const own = new Set<string>();
  /** Files that a listing showed and that were not read yet. */
  const named = new Set<string>();
  let git: Sha256 | null | undefined;
  const note = (entry: ReadEntry): void => {
    if (changed.has(entry.path)) return;
    if ((entry.kind === "tree" || entry.kind === "folder") && hasBelow(changed, entry.path)) return;
    entries.set(`${entry.path}\0${entry.kind}\0${entry.sha256}`, entry);
  };
  const isNoted = (path: LogicalPath): boolean => path.root === "workspace" && !pristine;
  const noteAll = async (all: readonly ReadEntry[], { filter }: Checkout): Promise<void> => {
    for (const entry of all) {
      if (changed.has(entry.path)) continue;
      const ignored = entry.kind !== "missing" && (await isIgnored(filter, entry.path, entry.kind === "folder"));
      note(ignored ? { ...entry, ignored } : entry);
    }
  };
  const noteRead = async (path: LogicalPath, read: (checkout: Checkout) => readonly ReadEntry[]): Promise<void> => {
    if (!isNoted(path)) return;
    named.delete(path.path);
    const open = await checkout();
    await noteAll(read(open), open);
  };
  const noteFailed = (path: LogicalPath, { code }: Fault) =>
    noteRead(path, (open) => failedEntries(path.path, code, open));
  const noteNamed = async (): Promise<void> => {
    if (named.size === 0) return;
    const open = await checkout();
    const unread = [...named].filter((path) => !open.tree?.kindOf(path));
    await noteAll(
      unread.map((path) => ({ path, kind: "name", sha256: null })),
      open,
    );
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
          await noteRead(path, ({ tree }) => contentEntries(path.path, data, tree));
          return data;
        } catch (error) {
          if (error instanceof Fault) await noteFailed(path, error);
          throw error;
        }
      },
      write: async (path, data) => {
        const written = await files.write(path, data);
        wrote(path);
        return written;
      },
      async *list(path, options = {}) {
        if (!isNoted(path)) {
          yield* files.list(path, options);
          return;
        }
        const open = await checkout();
        await noteRead(path, () => wayTo(path.path, open));
        try {
          for await (const file of files.list(path, noting(options, open.tree, note))) {
            named.add(file.path.path);
            yield file;
          }
        } catch (error) {
          if (error instanceof Fault) await noteFailed(path, error);
          throw error;
        }
      },
    },
    note: (all) => {
      for (const entry of all) note(entry);
    },
    noteWay: (path) => noteRead(path, (open) => wayTo(path.path, open)),
    noteChanged: (paths) => {
      for (const path of paths) wrote({ root: "workspace", path });
    },
    noteGit: (state) => {
      git = state;
    },
    result: async () => {
      await noteNamed();
      return {
        reads: withoutImplied([...entries.values()]),
        ...(own.size === 0 ? {} : { changed: [...own].sort() }),
        ...(git === undefined ? {} : { git }),
      };
    },
  };
}

function hasBelow(paths: Iterable<string>, folder: string): boolean {
  for (const path of paths) if (path.startsWith(`${folder}/`)) return true;
  return false;
}

/** A folder is there anyway when something in it is. */
function withoutImplied(entries: readonly ReadEntry[]): ReadEntry[] {
  const there = entries.filter(({ kind }) => kind !== "missing" && kind !== "unreadable").map(({ path }) => path);
  return entries.filter(({ kind, path }) => kind !== "folder" || !hasBelow(there, path));
}

function contentEntries(path: string, data: Uint8Array, tree: Checkout["tree"]): ReadEntry[] {
  return tree?.holds(path, "file", data) ? [] : [{ path, kind: "file", sha256: hashing.hex(data) }];
}

/** What a read or a listing that failed tells of the workspace. */
function failedEntries(path: string, code: string, checkout: Checkout): ReadEntry[] {
  switch (code) {
    case "file-missing":
    case "file-too-large":
    case "not-a-file":
    case "not-a-folder":
    case "path-escapes":
      return wayTo(path, checkout);
    case "permission-denied":
      return [{ path, kind: "unreadable", sha256: null }];
    default:
      return [];
  }
}

/** A listing that also notes what of the commit it did not find, and what it saw no more of than the name. */
function noting(options: ListOptions, tree: Checkout["tree"], note: (entry: ReadEntry) => void): ListOptions {
  const { keep, missed = refuse, other, skip = [] } = options;
  const links = new Set<string>();
  return {
    ...options,
    keep: async (folder, entries) => {
      for (const path of gone(folder.path, entries, { tree, skip, links: other ? links : null })) note(missing(path));
      return keep ? keep(folder, entries) : entries;
    },
    missed: noteMissed(missed, tree, note),
    ...(other ? { other: noteOther(other, tree, links, note) } : {}),
  };
}

function refuse(_: MissedEntry, fault: Fault): never {
  throw fault;
}

/** What the commit has in a folder, and a listing did not find there. `links`: those that it found; null: it shows none. */
function* gone(
  folder: string,
  entries: readonly FolderEntry[],
  known: {
    readonly tree: Checkout["tree"];
    readonly skip: readonly string[];
    readonly links: ReadonlySet<string> | null;
  },
): Generator<string> {
  const { tree, skip, links } = known;
  const committed = tree?.folder(folder);
  if (!committed) return;
  const below = (name: string): string => (folder === "" ? name : `${folder}/${name}`);
  const found = new Map(entries.map((entry) => [entry.name, entry.folder]));
  for (const name of committed.files) if (found.get(name) !== false && !skip.includes(name)) yield below(name);
  for (const name of links ? committed.links : [])
    if (!links?.has(below(name)) && !skip.includes(name)) yield below(name);
  for (const name of committed.folders)
    if (found.get(name) !== true && !skip.includes(name)) yield* committedBelow(below(name), tree);
}

/** Of a link, a pipe, a socket or a device a listing shows the name. */
function noteOther(
  other: NonNullable<ListOptions["other"]>,
  tree: Checkout["tree"],
  links: Set<string>,
  note: (entry: ReadEntry) => void,
): (path: LogicalPath, kind: OtherKind) => void {
  return (path, kind) => {
    if (kind === "link") links.add(path.path);
    if (kind !== "link" || tree?.kindOf(path.path) !== "link") note({ path: path.path, kind: "name", sha256: null });
    other(path, kind);
  };
}

function noteMissed(
  missed: NonNullable<ListOptions["missed"]>,
  tree: Checkout["tree"],
  note: (entry: ReadEntry) => void,
): NonNullable<ListOptions["missed"]> {
  return (entry, fault) => {
    const path = entry.path.replace(/\/$/, "");
    if (entry.reason !== "name-not-utf8") note({ path, kind: "unreadable", sha256: null });
    else if (!tree?.kindOf(escapedKey(path))) note({ path, kind: "name", sha256: null, escaped: true });
    missed(entry, fault);
  };
}
