import type { Audit } from "./audit-repository.ts";
import type { Finding } from "./finding.ts";

/** From which severity on a finding keeps an audit from passing; `none`: nothing fails, and errors count as blocking all the same. */
export const thresholds = ["none", "error", "warning", "note"] as const;
export type Threshold = (typeof thresholds)[number];

/** What a threshold makes of an audit. */
export interface Gate {
  readonly blocking: number;
  readonly "blocking-by-rule": { readonly [rule: string]: number };
  /** Nothing blocks. */
  readonly passed: boolean;
}

const RANK = { note: 0, warning: 1, error: 2, none: 2 } as const;

/** Counts what blocks. Findings that were suppressed never do. */
export function judgeGate({ findings }: Pick<Audit, "findings">, threshold: Threshold): Gate {
  const blocking = findings.filter((finding) => blocks(finding, threshold));
  const byRule: { [rule: string]: number } = {};
  for (const { rule } of blocking) byRule[rule] = (byRule[rule] ?? 0) + 1;
  return { blocking: blocking.length, "blocking-by-rule": byRule, passed: blocking.length === 0 };
}

function blocks({ severity }: Finding, threshold: Threshold): boolean {
  return RANK[severity] >= RANK[threshold];
}
