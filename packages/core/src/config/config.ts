import type { ArgvPattern } from "../action/argv-pattern.ts";

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
