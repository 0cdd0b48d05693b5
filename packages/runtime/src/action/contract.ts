import type { ActionResult, ActionSpec, Fault, LogicalPath, Sha256 } from "@sdetkit/core";
import type { BlobStore, RunHistory } from "../history/contract.ts";
import type { LimitMet } from "../sandbox/command-limits.ts";

/** One regular file or folder of a folder, by name. */
export interface FolderEntry {
  readonly name: string;
  readonly folder: boolean;
}

/** What is neither a regular file nor a folder. */
export type OtherKind = "link" | "pipe" | "socket" | "device";

/** What of a folder is listed. */
export interface ListOptions {
  /** Names of files and folders to leave out at any depth, e.g. `.git`. */
  readonly skip?: readonly string[];
  /** Chooses among the entries of a folder; asked once a folder, outer ones first. A folder not chosen is not entered. */
  readonly keep?: (folder: LogicalPath, entries: readonly FolderEntry[]) => Promise<readonly FolderEntry[]>;
  /** Told of what could not be listed, and why. Absent, the first such thing ends the listing with that Fault. */
  readonly missed?: (missed: MissedEntry, fault: Fault) => void;
  /** Told of each link, pipe, socket and device in the folders that are entered. */
  readonly other?: (path: LogicalPath, kind: OtherKind) => void;
}

/** What a listing could not show. */
export interface MissedEntry {
  /** Relative to the root; a folder ends with `/`; bytes that are no UTF-8 as `\xHH`. */
  readonly path: string;
  readonly reason: "unreadable" | "name-not-utf8" | "too-deep";
}

/** File access that cannot leave its roots: folders are walked one by one without following links. */
export interface ConfinedFiles {
  /** Reads a whole file. Throws a Fault (`file-missing`, `file-too-large`, `path-escapes`). */
  read(path: LogicalPath, options?: { maxBytes?: number }): Promise<Uint8Array>;
  /** Writes atomically and durably: temporary file in the same folder, fsync, rename, fsync of the folders made. */
  write(path: LogicalPath, data: Uint8Array | string): Promise<{ sha256: Sha256; bytes: number }>;
  /** Regular files below a folder, as normal relative paths in code-unit order; links are never followed nor listed. */
  list(path: LogicalPath, options?: ListOptions): AsyncIterable<{ path: LogicalPath; bytes: number }>;
  /** Makes a folder and those on the way that are missing, durably. */
  makeFolder(path: LogicalPath): Promise<void>;
  /** The real path of an existing folder or file inside its root, for handing to a process. */
  realPath(path: LogicalPath): Promise<string>;
  /** Removes temporary files of writes that were cut off in this one folder (their process is gone). Returns how many. */
  sweepTemporaries(folder: LogicalPath): Promise<number>;
}

/**
 * Tells the files that make a workspace (what git tracks, whatever `.gitignore` says, and what it does not ignore) from those that
 * it ignores. Only `.gitignore` files count, also those above the workspace: `.git/info/exclude` and a person's own
 * excludes differ from clone to clone.
 */
export interface SourceFilter {
  /** Has to be called for each folder before its entries are asked for, outer folders first; `""` is the workspace. */
  enter(folder: string): Promise<void>;
  /** Whether a file or folder is ignored. The folders above it have been entered. */
  ignores(path: string, folder: boolean): boolean;
}

/** What stands in a workspace's place in the sandbox of a command. Paths are real and absolute. */
export interface CommandView {
  /** Read-only in the workspace's place: the workspace itself, or a projection of it without what is hidden. */
  readonly base: string;
  /** Shown empty. */
  readonly covered: readonly string[];
  /** Read-only, in this order: what is there, and where it is shown. */
  readonly binds: readonly (readonly [from: string, to: string])[];
  /** Folders outside of the workspace that git needs to read. */
  readonly readable: readonly string[];
}

/** How a command ended. Text is capped bytes as they were printed: whoever keeps them takes the secrets out. */
export interface CommandResult {
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly timedOut: boolean;
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
  /** Whether more was printed than is kept; the last line of what was kept says so. */
  readonly truncated: boolean;
  /** The limit that it went beyond, and was ended for. */
  readonly limit: LimitMet | null;
  readonly sandbox: "bubblewrap" | "none";
  /** Ignored files and folders of the workspace that it could not see; folders end with `/`. */
  readonly hidden?: readonly string[];
}

/** Starts processes: the only place that does for actions. Throws Faults `command-not-found`, `sandbox-missing`, `sandbox-failed`. */
export interface CommandRunner {
  run(command: {
    /** Words and values may hold logical paths and the run id's token: both become real only here. */
    readonly argv: readonly string[];
    readonly cwd: LogicalPath;
    readonly env: { readonly [name: string]: string };
    readonly runId: string;
    readonly stdin: Uint8Array | string | null;
    /** Folders the command may write to. */
    readonly writable: readonly LogicalPath[];
    readonly network: boolean;
    readonly signal: AbortSignal;
    /** Puts together what a confined command sees of the workspace: all of it when absent. `mounted`: see `ViewPlaces`. */
    readonly view?: (mounted: readonly string[]) => Promise<CommandView>;
  }): Promise<CommandResult>;
}

/** Takes secrets of some kind out of values. What holds none comes back as the very same object. */
export interface Cutter {
  text(text: string): string;
  bytes(data: Uint8Array): Uint8Array;
  /** Every string leaf (and key) of a JSON value. */
  json<T>(value: T): T;
}

/**
 * Takes every known secret out of what is shown: screens, logs, printed text outside of the hash. What a record holds must not
 * depend on who runs it: from there only `shapes` are cut, and the value of a variable makes the step fail.
 */
export interface Redactor extends Cutter {
  /** What looks like a credential to everybody. */
  readonly shapes: Cutter;
  /** Those of them that are no placeholders, ordinary words or prose: what an artifact must not hold. */
  readonly credentials: Cutter;
  /** Where bytes hold such credentials, in order. */
  credentialsIn(data: Uint8Array): readonly { readonly shape: string; readonly from: number; readonly to: number }[];
  /** The caller's variables whose values are in bytes, or anywhere in a JSON value; sorted. */
  variablesIn(value: unknown): readonly string[];
}

/** All that an action can reach. Nothing else: no `node:fs`, no `node:child_process`, no clock, no `process.env`. */
export interface ActionContext {
  readonly files: ConfinedFiles;
  readonly commands: CommandRunner;
  /** Tells the workspace's own files from those that git ignores. */
  readonly source: () => Promise<SourceFilter>;
  readonly blobs: BlobStore;
  /** The history so far; opened when the first step needs it. */
  readonly history: () => Promise<RunHistory>;
  readonly redactor: Redactor;
  /** Whether the step says `redact: true`. */
  readonly redact: boolean;
  /** Environment for commands: the step's `env` with allowlisted names resolved. */
  readonly env: { readonly [name: string]: string };
  /** The run's id, for `urn:sdetkit:run-id` tokens at the edge; it must not reach `outputs` or deterministic artifacts. */
  readonly runId: string;
  readonly writable: readonly LogicalPath[];
  readonly network: boolean;
  /** Aborted on time-out and on cancel. */
  readonly signal: AbortSignal;
}

/** A typed operation. Add one: its file, its test, one line in the registry. */
export interface Action<P = unknown> extends ActionSpec<P> {
  /** Does it. Expected failures are results; a thrown Fault becomes the step's failure; anything else is a bug. */
  execute(params: P, context: ActionContext): Promise<ActionResult>;
}
