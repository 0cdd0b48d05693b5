import fs from "node:fs";
import { join } from "node:path";
import { Fault, type ReadEntry, type Sha256 } from "@sdetkit/core";
import { unescapedName } from "../files/file-name.ts";
import type { Pace } from "../platform/pace.ts";
import { copyFolders } from "./copy-source.ts";
import { isUnborn, objectFolders } from "./git-directory.ts";
import { readInputTree } from "./input-tree.ts";
import { layOutCommit, layOutUnborn } from "./lay-out-commit.ts";
import type { Repository } from "./repository.ts";
import { entryOf } from "./source-content.ts";
import type { KnownListing } from "./source-filter.ts";

/** Something that a recorded run read and that is not to be had any more. */
export interface MissingInput {
  readonly path: string;
  readonly expected: string;
  readonly got: string;
}

/** A workspace as it was read, laid out again in a scratch folder. */
export interface LaidOut {
  /** The workspace in it. */
  readonly root: string;
  /** Folders outside of it that git needs to read there. */
  readonly borrowed: readonly string[];
  /** Empty, unless something of it could not be laid out. */
  readonly missing: readonly MissingInput[];
  /** What was listed then: somebody may have added to the index what git ignores. Absent: git decides. */
  readonly listing?: KnownListing;
}

/** What of a record is laid out. */
export interface RecordedState {
  /** Null: a folder without a commit. */
  readonly commit: { readonly id: string; readonly path: string } | null;
  /** What commands saw of git besides, see `readGitState`. */
  readonly git: string;
  readonly entries: readonly ReadEntry[];
}

/** Where the files come from. */
export interface LayOutSources {
  /** The workspace. */
  readonly root: string;
  readonly repository: Repository | null;
  /** Content that is kept elsewhere than in the workspace. */
  readonly kept: (digest: Sha256) => Promise<Uint8Array | null>;
  readonly pace: Pace;
}

/**
 * Lays out what a run read: the commit byte for byte, and on top of it each entry of its manifest, as it lies in the workspace
 * now, or from kept content, where that has the recorded digest. The original is not touched.
 */
export async function layOut(recorded: RecordedState, scratch: string, sources: LayOutSources): Promise<LaidOut> {
  const { commit, git: state, entries } = recorded;
  for (const entry of entries) refuseEscape(entry);
  const prefix = commit?.path ?? "";
  if (prefix !== "") refuseEscape({ path: prefix.replace(/\/$/, "") });
  const copy = join(scratch, prefix);
  const missing: MissingInput[] = [];
  let borrowed: readonly string[] = [];
  if (commit !== null && sources.repository !== null) {
    const replaced = new Set(entries.flatMap(({ path, escaped }) => (escaped ? [] : [`${prefix}${path}`])));
    const objects = join(sources.repository.common, "objects");
    const absent = await layOutCommit(scratch, {
      commit: commit.id,
      prefix,
      format: sources.repository.format,
      objects,
      state,
      leftOut: (path) => replaced.has(path),
    });
    const expected = "what the commit holds";
    for (const path of absent) missing.push({ path, expected, got: "the repository does not have its content" });
    borrowed = await objectFolders(objects);
  }
  // A workspace has one; what is in it is shown to nobody.
  fs.mkdirSync(join(copy, ".sdetkit"), { recursive: true });
  if (commit === null && isUnborn(state)) await layOutUnborn(scratch, state);
  // What is not there makes way for what is.
  const inOrder = [...entries].sort((a, b) => Number(b.kind === "missing") - Number(a.kind === "missing"));
  for (const entry of inOrder) {
    await sources.pace.yieldIfDue();
    const got = await layOutEntry(entry, copy, sources);
    if (got !== null) missing.push({ path: entry.path, expected: described(entry), got });
  }
  const there = entries.filter(({ kind }) => kind !== "missing");
  const listing = {
    listed: there.filter(({ ignored }) => !ignored).map(({ path }) => path),
    ignored: there.filter(({ ignored }) => ignored).map(({ path }) => path),
  };
  return { root: copy, borrowed, missing, listing };
}

/** A manifest that somebody else made must not lead out of the scratch folder, nor into its git directory. */
function refuseEscape({ path }: Pick<ReadEntry, "path">): void {
  const segments = path.split("/");
  const bad = path.includes("\0") || segments.some((part) => ["", ".", "..", ".git"].includes(part.toLowerCase()));
  if (!bad) return;
  throw new Fault("manifest-altered", `expected paths below the workspace in the record's manifest, got ${path}`);
}

function described({ kind, sha256 }: ReadEntry): string {
  return sha256 === null ? kind : `${kind} ${sha256}`;
}

/** Null when it is laid out as it was; else what is there instead. */
async function layOutEntry(
  entry: ReadEntry,
  copy: string,
  { root, kept, pace }: LayOutSources,
): Promise<string | null> {
  const to = placeOf(copy, entry);
  clearWay(copy, entry);
  if (entry.kind === "folder") {
    if (!isFolder(to)) fs.rmSync(to, { force: true });
    fs.mkdirSync(to, { recursive: true });
    return null;
  }
  fs.rmSync(to, { force: true, recursive: true });
  if (entry.kind === "missing") return null;
  if (entry.kind === "unreadable") return "it could not be read then either";
  if (entry.kind === "tree") {
    const tree = isReached(root, entry) ? await readInputTree(root, entry.path, pace) : null;
    if (tree?.sha256 !== entry.sha256) return tree === null ? "nothing" : `tree ${tree.sha256}`;
    if (tree.unreadable) return "a file in it could not be read then either";
    const links = tree.folders.flatMap(({ files }) => files.filter(({ stat }) => stat.isSymbolicLink()));
    const own = links.find(({ place }) => isOwnLink(root, place));
    if (own !== undefined) return `${OWN_LINK}: ${entry.path}/${own.path}`;
    copyFolders(tree.folders, to.toString());
    return null;
  }
  const from = placeOf(root, entry);
  const now = entryNow(root, entry, from);
  const mode = entry.kind === "executable" ? 0o755 : 0o644;
  if (now !== null && (now.sha256 === entry.sha256 || entry.kind === "name")) {
    fs.mkdirSync(parentOf(to), { recursive: true });
    if (entry.kind === "link" && isOwnLink(root, from)) return OWN_LINK;
    if (now.kind === "link") fs.symlinkSync(fs.readlinkSync(from, "buffer"), to);
    else {
      fs.copyFileSync(from, to, fs.constants.COPYFILE_FICLONE);
      fs.chmodSync(to, mode);
    }
    return null;
  }
  const content = entry.sha256 === null ? null : await kept(entry.sha256);
  if (content === null) return now === null ? "nothing" : described(now);
  fs.mkdirSync(parentOf(to), { recursive: true });
  if (entry.kind === "link") fs.symlinkSync(Buffer.from(content), to);
  else fs.writeFileSync(to, content, { mode });
  return null;
}

/** Which entries are not in a workspace as they were read. */
export function missingEntries(root: string, entries: readonly ReadEntry[]): MissingInput[] {
  return entries.flatMap((entry) => {
    const now = entryNow(root, entry, placeOf(root, entry));
    if (stillHolds(entry, now, placeOf(root, entry))) return [];
    return [{ path: entry.path, expected: described(entry), got: now === null ? "nothing" : described(now) }];
  });
}

function stillHolds(entry: ReadEntry, now: ReadEntry | null, place: Buffer): boolean {
  switch (entry.kind) {
    case "missing":
      return now === null;
    case "name":
      return now !== null;
    case "folder":
      return isFolder(place);
    default:
      return now?.sha256 === entry.sha256;
  }
}

/** What is there now, when it is reached without a link. */
function entryNow(root: string, entry: ReadEntry, place: Buffer): ReadEntry | null {
  if (!isReached(root, entry)) return null;
  const stat = fs.lstatSync(place, { throwIfNoEntry: false });
  if (!stat || !(stat.isFile() || stat.isSymbolicLink())) return null;
  return entryOf({ path: entry.path, escaped: entry.escaped === true, place, stat }, null);
}

function isReached(root: string, entry: ReadEntry): boolean {
  return foldersAbove(root, entry).every(isFolder);
}

/** What keeps a link from being laid out: in another folder it would lead back to this one. */
const OWN_LINK = "a link that names the workspace by its absolute path";

function isOwnLink(root: string, place: string | Buffer): boolean {
  const target = fs.readlinkSync(place, "utf8");
  return target === root || target.startsWith(`${root}/`);
}

/** Where the commit has a link or a file, and the workspace had a folder, the link must not lead the copy away. */
export function clearWay(copy: string, entry: Pick<ReadEntry, "path" | "escaped">): void {
  for (const folder of foldersAbove(copy, entry)) {
    const stat = fs.lstatSync(folder, { throwIfNoEntry: false });
    if (stat && !stat.isDirectory()) fs.rmSync(folder);
  }
}

function isFolder(place: Buffer): boolean {
  return fs.lstatSync(place, { throwIfNoEntry: false })?.isDirectory() === true;
}

function foldersAbove(root: string, { path, escaped }: Pick<ReadEntry, "path" | "escaped">): Buffer[] {
  const segments = path.split("/");
  return segments.slice(1).map((_, i) => placeOf(root, { path: segments.slice(0, i + 1).join("/"), escaped }));
}

function placeOf(
  root: string,
  { path, escaped }: { readonly path: string; readonly escaped?: true | undefined },
): Buffer {
  return Buffer.concat([Buffer.from(`${root}/`), nameOf({ path, escaped })]);
}

function nameOf({ path, escaped }: { readonly path: string; readonly escaped?: true | undefined }): Buffer {
  return escaped ? unescapedName(path) : Buffer.from(path);
}

function parentOf(place: Buffer): Buffer {
  return place.subarray(0, place.lastIndexOf("/".charCodeAt(0)));
}
