import type { ActionResult, ActionSpec, LogicalPath } from "@sdetkit/core";
import type { ConfinedFiles } from "../files/types.ts";
import type { BlobStore, RunHistory } from "../history/types.ts";
import type { Redactor } from "../redact/types.ts";
import type { CommandRunner } from "../sandbox/types.ts";
import type { SourceFilter } from "../workspace/source-filter.ts";

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
