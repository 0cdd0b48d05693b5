import type { Artifact } from "../action/spec.ts";
import type { Hashing, Sha256 } from "../digest/sha256.ts";
import { canonicalJson } from "../json/canonical-json.ts";
import type { Json, JsonObject } from "../json/json.ts";
import type { Denial } from "../policy/decision.ts";

/** How a run ended. */
export type RunStatus = "succeeded" | "failed" | "denied" | "timed-out" | "cancelled";
/** How a step ended; `skipped` when its condition was false. */
export type StepStatus = RunStatus | "skipped";

/** What is being run: a template, or one action as asked. `digest` covers the template's bytes, or the action and its parameters. */
export type TaskRef =
  | { readonly kind: "template"; readonly id: string; readonly version: string; readonly digest: Sha256 }
  | { readonly kind: "action"; readonly name: string; readonly digest: Sha256 };

/** What a run is begun on; what it reads of it besides the commit is known when it is over. */
export type WorkspaceBase =
  /** `path`: where in the repository the workspace lies, ending with `/`; empty at its top. */
  { readonly kind: "git"; readonly commit: string; readonly path: string } | { readonly kind: "folder" };

/** The identity in records of version 1: what `git status` said when the run began; of a folder, what was read. */
export type WorkspaceIdentityVersion1 =
  | { readonly kind: "git"; readonly commit: string; readonly dirty: Sha256 | null; readonly reads?: undefined }
  | { readonly kind: "folder"; readonly read: Sha256; readonly reads?: undefined };

/**
 * What the run worked on. `dirty`: digest of the manifest of all that was read and that the commit does not hold byte for byte;
 * null when there was nothing such. `git`: digest of what commands saw of git besides the commit (tags, a shallow history,
 * settings); null: nothing. `read`: of a folder without a commit, digest of the manifest of all that was read. `reads`:
 * whether commands could see only what this covers; `unbounded` when one ran without a sandbox.
 */
export type WorkspaceIdentity =
  | {
      readonly kind: "git";
      readonly commit: string;
      readonly path: string;
      readonly dirty: Sha256 | null;
      readonly git: Sha256 | null;
      readonly reads: "bounded" | "unbounded";
    }
  | {
      readonly kind: "folder";
      readonly read: Sha256;
      readonly git: Sha256 | null;
      readonly reads: "bounded" | "unbounded";
    }
  | WorkspaceIdentityVersion1;

/** What the plan of a run says of its workspace; a plan that was made by 0.1.0, or is replayed in its form, holds the identity. */
export type RecordedWorkspace = WorkspaceBase | WorkspaceIdentityVersion1;

/** Whether an approval was needed, and its outcome. */
export interface ApprovalOutcome {
  readonly required: boolean;
  readonly given: boolean;
  readonly digest: Sha256 | null;
}

/** What the record keeps of one step. */
export interface StepRecord {
  readonly id: string;
  readonly action: string;
  readonly params: JsonObject;
  /** The environment the step asked for, by name. */
  readonly env: JsonObject;
  readonly status: StepStatus;
  readonly approval: ApprovalOutcome;
  /** Attempts made; 0 for a step that never started. */
  readonly attempts: number;
  readonly exitCode: number | null;
  readonly failure: { readonly code: string; readonly message: string } | null;
  readonly denials: readonly Denial[];
  readonly outputs: JsonObject;
  /** `sha256` and `bytes` are null for a volatile artifact. Sorted by name. */
  readonly artifacts: readonly RecordedArtifact[];
}

/** An artifact as the record keeps it: of a volatile one only that it was made. */
export interface RecordedArtifact {
  readonly name: string;
  readonly path: string;
  readonly sha256: Sha256 | null;
  readonly bytes: number | null;
  /** In how many places a credential was cut, as the step asked for; absent when in none. Of a volatile one the envelope says it. */
  readonly redacted?: number;
}

/** One thing the reviewer looked at. */
export interface ReviewCheck {
  readonly check: string;
  readonly ok: boolean;
  readonly detail: string;
}

/** Version 1 was written by 0.1.0: another form of `workspace`. */
export type RecordSchema = "sdetkit.record/v1" | "sdetkit.record/v2";

/**
 * The deterministic account of a run. No clock, host, user, absolute path, process id, duration or platform order.
 * Serialised as RFC 8785 canonical JSON; the SHA-256 of those bytes is the run's hash.
 */
export interface RunRecord {
  readonly schema: RecordSchema;
  readonly task: TaskRef;
  readonly inputs: JsonObject;
  readonly policy: Sha256;
  readonly workspace: WorkspaceIdentity;
  readonly provider: { readonly name: string; readonly transcript: Sha256 | null };
  readonly manager: {
    readonly plan: readonly { readonly step: string; readonly action: string; readonly needs: readonly string[] }[];
  };
  readonly steps: readonly StepRecord[];
  readonly reviewer: { readonly verdict: "accepted" | "rejected"; readonly checks: readonly ReviewCheck[] };
  readonly outputs: JsonObject;
  readonly status: RunStatus;
}

/** What the envelope keeps of one step. Durations in milliseconds. */
export interface StepEnvelope {
  readonly id: string;
  readonly action: string;
  readonly status: StepStatus;
  readonly duration_ms: number;
  readonly worker: string | null;
  readonly approval: { readonly by: string; readonly via: string } | null;
  readonly volatile: JsonObject;
}

/** What differs each time. The canonical JSON of an envelope is one leaf of the ledger. */
export interface Envelope {
  readonly schema: "sdetkit.envelope/v1";
  readonly run: string;
  /** The hash of the record. */
  readonly record: Sha256;
  readonly status: RunStatus;
  readonly task: string;
  readonly template: { readonly id: string; readonly version: string; readonly digest: Sha256 } | null;
  /** When the run began, RFC 3339 in UTC with milliseconds. */
  readonly captured_at: string;
  readonly duration_ms: number;
  readonly actor: { readonly user: string; readonly host: string };
  readonly channel: string;
  readonly tool: {
    readonly version: string;
    readonly node: string;
    readonly platform: string;
    readonly sandbox: string;
  };
  readonly approvals: { readonly asked: number; readonly given: number; readonly denied: number };
  readonly steps: readonly StepEnvelope[];
  /** Digests of every blob this run refers to (artifacts, printed text, template source), sorted, without repeats. */
  readonly blobs: readonly Sha256[];
}

/** What a run answers to whoever asked for it; with `--json` printed as it is. */
export interface RunReport {
  readonly run: string;
  readonly hash: Sha256;
  readonly status: RunStatus;
  readonly task: string;
  readonly template: { readonly id: string; readonly version: string; readonly digest: Sha256 } | null;
  readonly captured_at: string;
  readonly duration_ms: number;
  readonly steps: readonly {
    readonly id: string;
    readonly name: string;
    readonly action: string;
    readonly status: StepStatus;
    readonly duration_ms: number;
    readonly failure: { readonly code: string; readonly message: string } | null;
    readonly denials: readonly Denial[];
    readonly outputs: JsonObject;
    /** Blobs of what its command printed, redacted; null when it printed nothing or ran no command. */
    readonly printed: { readonly stdout: Sha256 | null; readonly stderr: Sha256 | null };
    /** Of a command that failed: ignored files and folders that it could not see, the first twenty; absent when there were none. */
    readonly hidden?: readonly string[];
  }[];
  /** `path` is relative to the workspace, as a person would open it. */
  readonly artifacts: readonly (Omit<Artifact, "volatile"> & { readonly volatile: boolean })[];
  readonly outputs: { readonly [name: string]: Json };
  readonly reviewer: RunRecord["reviewer"];
}

/** One thing a verification found. */
export interface Problem {
  /** Stable kebab-case code, e.g. `record-altered`, `ledger-truncated`. */
  readonly code: string;
  /** What it is about: `ledger row 17`, `records/<hash>.json`, `step audit, params.profile`. */
  readonly where: string;
  readonly expected: string;
  readonly got: string;
}

/** The run's hash: SHA-256 of the record's RFC 8785 canonical JSON. */
export function recordHash(record: RunRecord, hashing: Hashing): Sha256 {
  return hashing.hex(canonicalJson(record));
}

/** A status as people read it: `timed-out` is `timed out`. */
export function statusLabel(status: string): string {
  return status.replace(/-/g, " ");
}

/** Which of the four tones a status is shown in. Unknown ones count as `other`. */
export function statusTone(status: string): "succeeded" | "failed" | "denied" | "other" {
  return status === "succeeded" || status === "failed" || status === "denied" ? status : "other";
}
