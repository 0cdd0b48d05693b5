import type { Place } from "../diagnostic/diagnostic.ts";
import type { Sha256 } from "../digest/sha256.ts";
import type { Json, JsonObject } from "../json/json.ts";

/** Where a template was found. The workspace wins over packs, packs over the built-in catalogue. */
export interface TemplateSource {
  readonly origin: "workspace" | "pack" | "builtin";
  /** For people and diagnostics: relative to the workspace, or `builtin:ID.yaml`. */
  readonly file: string;
  readonly text: string;
}

export type InputType = "string" | "number" | "boolean" | "enum" | "list";

/** A declared input. `default` absent and `required` true: the caller has to give a value. */
export interface InputSpec {
  readonly type: InputType;
  readonly default?: Json;
  readonly required: boolean;
  readonly description: string;
  /** An RE2-like safe regular expression that a string (each item of a list) has to match as a whole. */
  readonly pattern?: string;
  readonly enum?: readonly string[];
  readonly place: Place;
}

/** What a template needs. The policy has to allow it as well. */
export interface Permissions {
  readonly write: readonly string[];
  /** Each entry a list of words in the form of the policy's shell allowlist. */
  readonly shell: readonly (readonly string[])[];
  readonly network: boolean;
}

export interface RetrySpec {
  /** Further attempts after the first. */
  readonly max: number;
  readonly delaySeconds: number;
}

export interface ApprovalSpec {
  readonly reason: string;
  /** Who may decide; empty: whoever the workspace's policy names. */
  readonly approvers: readonly string[];
  readonly count: number;
  readonly expiresHours: number;
}

/** One entry of a workflow. Values still hold their `${{ }}` expressions; all of them were checked. */
export interface Step {
  readonly id: string;
  readonly name: string;
  readonly action: string;
  readonly with: JsonObject;
  /** Ids of steps that must be over first. Explicit when any step of the workflow has `needs`, else the step before. */
  readonly needs: readonly string[];
  /** The condition without `${{ }}`; absent: `success()`. */
  readonly if?: string;
  readonly env: { readonly [name: string]: string };
  readonly timeoutMinutes?: number;
  readonly retry: RetrySpec;
  readonly continueOnError: boolean;
  /** The author's promise: what was interrupted may be performed again. */
  readonly idempotent?: true;
  readonly approval?: ApprovalSpec;
  /** Credentials of a known shape are cut from the step's artifacts, and counted; without it they make the step fail. */
  readonly redact?: true;
  /** Paths and globs of the workspace that commands of the step may see although git ignores them. */
  readonly inputs?: readonly string[];
  readonly place: Place;
}

/** A checked template. */
export interface Template {
  readonly id: string;
  readonly title: string;
  readonly version: string;
  readonly description: string;
  readonly owner: string;
  readonly tags: readonly string[];
  readonly inputs: { readonly [name: string]: InputSpec };
  readonly permissions: Permissions;
  readonly workflow: readonly Step[];
  /** Name to a value with expressions. */
  readonly outputs: JsonObject;
  readonly source: TemplateSource;
  /** SHA-256 of the source's bytes as read. */
  readonly digest: Sha256;
}
