import type { LogicalPath } from "@sdetkit/core";
import type { LimitMet } from "./command-limits.ts";

/** What is in a workspace's place in the sandbox of a command. Paths are real and absolute. */
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
