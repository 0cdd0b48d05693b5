import type { Need } from "../action/spec.ts";
import type { Sha256 } from "../digest.ts";

/**
 * One word of a shell allowlist entry. Exact text, a typed placeholder such as `<path>`, `<ref>`, `<int>`, `<word>`,
 * or, as the last one only, `...` for a free tail.
 */
export type ArgvPattern = readonly string[];

/** What a workspace allows. Whatever is not named is denied. Comes from `.sdetkit/config.yaml`. */
export interface Policy {
  /** Workspace-relative roots that may be written to. The run's own output folder is always allowed. */
  readonly write: readonly string[];
  readonly shell: readonly ArgvPattern[];
  readonly network: boolean;
  /** Names of environment variables that expressions and commands may see. */
  readonly env: readonly string[];
  readonly budgets: { readonly maxSteps: number; readonly maxActions: number };
  readonly approvals: {
    /** OS user names that may approve on this workspace; `"*"`: whoever sits at the terminal. */
    readonly approvers: readonly string[];
    /** Whether the person who asked for the run may approve it. True is for a single developer's machine. */
    readonly self: boolean;
    /**
     * On a server, whose answers count: `confirmed`, those through a token or a chat that its holder has taken over; `trusted`, or left
     * out, whatever an admin handed out.
     */
    readonly identity?: "confirmed" | "trusted";
  };
}

/** The whole of `config.yaml`, checked, with every default filled in. */
export interface Config {
  readonly version: 1;
  readonly provider: "none";
  readonly sandbox: "auto" | "required" | "off";
  /** How many steps may be in progress at once. */
  readonly workers: number;
  /** Folders with programs besides the system's, absolute or from `~/`: read-only for commands, and on their PATH. */
  readonly tools: readonly string[];
  readonly policy: Policy;
}

/** The policy's answer to the needs of one action. */
export type Decision =
  | { readonly kind: "allow" }
  | { readonly kind: "approval"; readonly why: readonly string[] }
  | { readonly kind: "deny"; readonly reasons: readonly Denial[] };

/** One need that nothing allows: which rule said no, and what would permit it. */
export interface Denial {
  readonly rule:
    | "write-allowlist"
    | "shell-allowlist"
    | "network"
    | "template-permissions"
    | "budget"
    | "approval"
    | "path";
  readonly need: Need | null;
  readonly message: string;
  readonly remedy: string;
}

/** What a person is asked to say yes or no to. */
export interface ApprovalRequest {
  readonly run: string;
  readonly step: string;
  readonly action: string;
  /** As `approvalDigest` makes it: a yes is good for exactly this. */
  readonly digest: Sha256;
  /** Exactly what will be done, redacted, line by line. */
  readonly preview: string;
  readonly why: readonly string[];
  readonly reason: string;
  readonly approvers: readonly string[];
  readonly count: number;
  readonly expiresHours: number;
}

/** A person's answer. */
export type ApprovalAnswer =
  | {
      readonly kind: "given";
      readonly by: string;
      /** Others who said yes as well, where it takes several. */
      readonly with?: readonly string[];
      readonly via: "terminal" | "flag" | "recorded" | "api" | "chat";
    }
  | { readonly kind: "denied"; readonly by: string; readonly why: string }
  | { readonly kind: "unasked"; readonly why: string }
  /** A refusal on record, in the words that it had then: a replay gives the same record. */
  | { readonly kind: "recorded"; readonly message: string; readonly remedy: string }
  /** Somebody was asked and may answer in days: the step stays where it is, and nothing waits for it. */
  | { readonly kind: "waiting" };
