import type { z } from "zod";
import type { FaultCode } from "../diagnostic/fault-catalogue.ts";
import type { Sha256 } from "../digest/sha256.ts";
import type { JsonObject } from "../json/json.ts";
import type { LogicalPath } from "./logical-path.ts";

/** One exact thing an action is about to touch. The policy decides on needs, never on what an action calls itself. */
export type Need =
  | { readonly kind: "read"; readonly path: LogicalPath }
  | { readonly kind: "write"; readonly path: LogicalPath }
  | { readonly kind: "shell"; readonly argv: readonly string[]; readonly cwd: LogicalPath }
  | { readonly kind: "network" };

/** What a template's `permissions` have to name for an action to be usable at all. */
export type Capability = "none" | "write" | "shell";

/** What is known of an action without running it. `P` are its parameters after the schema. */
export interface ActionSpec<P = unknown> {
  /** `family.verb`, e.g. `fs.write`. */
  readonly name: string;
  readonly summary: string;
  readonly params: z.ZodType<P>;
  readonly capability: Capability;
  /** After a crash an intent without outcome may be performed again only when this is true. */
  readonly idempotent: boolean;
  /** Parameters that must be constant, with the hint for an author who put `${{ }}` into one: e.g. `cmd` of `shell.run`. */
  readonly constant?: { readonly [param: string]: string };
  /** Everything the call would touch. */
  needs(params: P): readonly Need[];
  /** What will be done, exactly, in one or a few lines: shown when a person is asked to approve. */
  preview(params: P): string;
}

/** A file that a step produced. */
export interface Artifact {
  readonly name: string;
  /** `output:/…` or `workspace:/…`. */
  readonly path: string;
  readonly sha256: Sha256;
  readonly bytes: number;
  /** True: the content is not promised to repeat; its digest is named in the envelope and stays out of the record. */
  readonly volatile: boolean;
  /** In how many places a credential was cut from it; absent when in none. */
  readonly redacted?: number;
}

/** Why a step failed: a code of the catalogue of faults, and a message without any machine-specific text. */
export interface StepFailure {
  readonly code: FaultCode;
  readonly message: string;
}

/** What happened when an action was performed. */
export interface ActionResult {
  readonly status: "succeeded" | "failed" | "timed-out" | "cancelled";
  /** For every status but `succeeded`. */
  readonly failure?: StepFailure;
  readonly exitCode?: number;
  /** Deterministic values: part of the record, reachable as `steps.<id>.outputs`. */
  readonly outputs: JsonObject;
  readonly artifacts: readonly Artifact[];
  /** Named in the envelope only: blobs of printed text and other facts that differ from time to time. */
  readonly volatile: JsonObject;
}
