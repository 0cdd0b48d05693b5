import type { Finding, Severity } from "./finding.ts";

const COST: { readonly [severity in Severity]: { readonly first: number; readonly further: number } } = {
  error: { first: 20, further: 2 },
  warning: { first: 8, further: 1 },
  note: { first: 2, further: 0 },
};

/**
 * 0 to 100. Each rule and severity that found something costs its first finding (error 20, warning 8, note 2), and each
 * further finding a little more (error 2, warning 1, note 0), at most as much again as the first: a rule that fires a
 * thousand times is one problem, not a thousand.
 */
export function score(findings: readonly Pick<Finding, "rule" | "severity">[]): number {
  const counts = new Map<string, { severity: Severity; count: number }>();
  for (const { rule, severity } of findings) {
    const key = `${severity} ${rule}`;
    const entry = counts.get(key) ?? { severity, count: 0 };
    entry.count += 1;
    counts.set(key, entry);
  }
  let cost = 0;
  for (const { severity, count } of counts.values()) {
    const { first, further } = COST[severity];
    cost += first + Math.min(first, further * (count - 1));
  }
  return Math.max(0, 100 - cost);
}
