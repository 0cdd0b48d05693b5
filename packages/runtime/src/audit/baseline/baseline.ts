import { Fault, type Sha256 } from "@sdetkit/core";
import { z } from "zod";
import { byCodeUnits } from "../code-unit-order.ts";
import type { Finding } from "../finding.ts";

const entry = z.strictObject({
  rule: z.string(),
  path: z.string(),
  content: z.string().regex(/^[0-9a-f]{64}$/),
  count: z.int().min(1),
});

const schema = z.strictObject({
  schema: z.literal("sdetkit.audit-baseline/v1"),
  findings: z.array(entry),
});

/** Findings that are accepted as they are: only what is not among them is new. No line and no text of a file is in it. */
export type Baseline = z.output<typeof schema>;

/** Takes every finding into a baseline, sorted: the same findings give the same bytes. */
export function toBaseline(findings: readonly Finding[]): Baseline {
  const entries = new Map<string, Baseline["findings"][number]>();
  for (const { rule, path, identity } of findings) {
    const key = JSON.stringify([path, rule, identity]);
    const count = (entries.get(key)?.count ?? 0) + 1;
    entries.set(key, { rule, path, content: identity, count });
  }
  const sorted = [...entries].sort(([a], [b]) => byCodeUnits(a, b)).map(([, each]) => each);
  return { schema: "sdetkit.audit-baseline/v1", findings: sorted };
}

/**
 * Reads a baseline.
 * @param file how it is called, for the message.
 * @throws Fault `invalid-baseline`.
 */
export function parseBaseline(text: string, file: string): Baseline {
  const parsed = schema.safeParse(jsonOf(text));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue?.path.length ? ` at ${issue.path.join(".")}` : "";
  throw new Fault("invalid-baseline", `expected ${file} to be a baseline of an audit: ${issue?.message}${where}`);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What the audit knows of the files: an entry of a baseline is free for a finding elsewhere only when it is not taken where it was. */
export interface AuditedPaths {
  /** Whether there is such a file. */
  exists(path: string): boolean;
  /** Whether findings there were looked for. */
  wants(path: string): boolean;
}

/**
 * The findings that the baseline knows. A finding is known by its rule and text: first in the file that the entry names, then, moved or renamed,
 * in another one, if the entry is left over there.
 */
export function knownTo(baseline: Baseline, findings: readonly Finding[], paths: AuditedPaths): ReadonlySet<Finding> {
  const left = new Map<string, Map<string, number>>();
  for (const { rule, path, content, count } of baseline.findings) {
    const entries = left.get(keyOf(rule, content)) ?? new Map<string, number>();
    left.set(keyOf(rule, content), entries.set(path, (entries.get(path) ?? 0) + count));
  }
  const known = new Set<Finding>();
  const take = (finding: Finding, from: string): boolean => {
    const entries = left.get(keyOf(finding.rule, finding.identity));
    const count = entries?.get(from) ?? 0;
    if (count === 0) return false;
    entries?.set(from, count - 1);
    known.add(finding);
    return true;
  };
  const elsewhere = findings.filter((finding) => !take(finding, finding.path));
  for (const finding of elsewhere) {
    const entries = left.get(keyOf(finding.rule, finding.identity)) ?? new Map<string, number>();
    const free = [...entries.keys()].find(
      (path) => (entries.get(path) ?? 0) > 0 && (!paths.exists(path) || paths.wants(path)),
    );
    if (free !== undefined) take(finding, free);
  }
  return known;
}

function keyOf(rule: string, content: Sha256 | string): string {
  return `${rule} ${content}`;
}
