import type { Need } from "../action/spec.ts";

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
