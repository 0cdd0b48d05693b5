import type { Hashing, Sha256 } from "../digest/sha256.ts";
import { canonicalJson } from "../json/canonical-json.ts";
import type { Json } from "../json/json.ts";
import type { RecordedWorkspace, WorkspaceBase, WorkspaceIdentity, WorkspaceIdentityVersion1 } from "./run-record.ts";

/** What a run read besides the commit: entries sorted by path, kind and digest, without repeats. */
export interface ReadManifest {
  readonly schema: "sdetkit.reads/v1";
  readonly entries: readonly ReadEntry[];
}

/** An identity, and the manifest that its digest stands for: kept as a blob, so that a replay can lay all of it out again. */
export interface Identified {
  readonly identity: WorkspaceIdentity;
  readonly manifest: string | null;
}

/** What is known of a run's reading once it is over. */
export interface Reading {
  readonly entries: readonly ReadEntry[];
  /** Digests of what commands saw of git besides the commit: one, unless that changed while the run stood still. */
  readonly git: readonly Sha256[];
  /** Whether every command was confined to the workspace. */
  readonly bounded: boolean;
}

/** The identity of the workspace that a run worked on: the commit, and a digest of all that was read besides. */
export function identifyWorkspace(base: WorkspaceBase, reading: Reading, hashing: Hashing): Identified {
  const entries = sortedEntries(reading.entries);
  const manifest = canonicalJson({ schema: "sdetkit.reads/v1", entries } satisfies ReadManifest as unknown as Json);
  const reads = reading.bounded ? "bounded" : "unbounded";
  const states = [...new Set(reading.git)].sort();
  const git = states.length > 1 ? hashing.hex(states.join("\n")) : (states[0] ?? null);
  if (base.kind === "folder") {
    return { identity: { kind: "folder", read: hashing.hex(manifest), git, reads }, manifest };
  }
  return {
    identity: {
      kind: "git",
      commit: base.commit,
      path: base.path,
      dirty: entries.length > 0 ? hashing.hex(manifest) : null,
      git,
      reads,
    },
    manifest: entries.length > 0 ? manifest : null,
  };
}

/**
 * The identity in the form of records of version 1: it was fixed before the run, but for a folder without git, where it covers the
 * files that were read.
 */
export function identifyAsVersion1(
  base: WorkspaceIdentityVersion1,
  entries: readonly ReadEntry[],
  hashing: Hashing,
): Identified {
  if (base.kind === "git") return { identity: base, manifest: null };
  const files = new Map(entries.flatMap(({ path, sha256 }) => (sha256 === null ? [] : [[path, sha256] as const])));
  const read = hashing.hex(canonicalJson([...files].sort(([a], [b]) => (a < b ? -1 : 1))));
  return { identity: { kind: "folder", read }, manifest: null };
}

/** Whether a workspace is written in the form of records of version 1. */
export function isVersion1(workspace: RecordedWorkspace | WorkspaceIdentity): workspace is WorkspaceIdentityVersion1 {
  return !("reads" in workspace) && ("dirty" in workspace || "read" in workspace);
}

/** What the manifest of a recorded identity holds. Throws a TypeError when the text is none. */
export function parseReadManifest(text: string): ReadManifest {
  const value = JSON.parse(text) as ReadManifest;
  if (value?.schema !== "sdetkit.reads/v1" || !Array.isArray(value.entries))
    throw new TypeError("expected a manifest of reads");
  return value;
}

/** Of a file that a command saw whole, and an action read, what the command saw says more. */
function sortedEntries(entries: readonly ReadEntry[]): readonly ReadEntry[] {
  const unique = new Map<string, ReadEntry>();
  for (const entry of entries) {
    const key = `${entry.path}\0${entry.sha256 ?? entry.kind}\0${entry.escaped ?? ""}`;
    const known = unique.get(key);
    if (known === undefined || known.kind === "file") unique.set(key, entry);
  }
  const order = ({ path, kind, sha256 }: ReadEntry) => `${path}\0${kind}\0${sha256}`;
  return [...unique.values()].sort((a, b) => (order(a) < order(b) ? -1 : 1));
}

/**
 * One thing of the workspace that a run read and that the commit does not hold byte for byte.
 * `file`, `executable`, `link`: content; of a link the text of its target. `tree`: a folder declared under `inputs`, as a
 * whole. `folder`: it was found to be one, and nothing in it was read. `missing`: the commit has it, the workspace had not.
 * `unreadable`: it was there and could not be read. `name`: only its name was seen.
 */
export interface ReadEntry {
  /** Relative to the workspace. */
  readonly path: string;
  readonly kind: "file" | "executable" | "link" | "tree" | "folder" | "missing" | "unreadable" | "name";
  /** SHA-256 of the content; null where there is none. */
  readonly sha256: Sha256 | null;
  /** Git ignores it: it was named by a step, and no listing shows it. */
  readonly ignored?: true;
  /** The name is not UTF-8: bytes outside of ASCII, and backslashes, stand as `\xHH` in `path`. */
  readonly escaped?: true;
}
