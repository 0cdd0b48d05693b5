import type { Detection, Rank } from "./detector.ts";

/** A place that some detector took for a secret. */
export interface Candidate extends Detection {
  readonly detector: string;
  readonly rank: Rank;
}

const ORDER: { readonly [rank in Rank]: number } = {
  certain: 0,
  address: 1,
  named: 1,
  token: 2,
  value: 3,
  form: 4,
};

/**
 * One secret is one finding: where two candidates overlap, the one that knows more about it stays, and of two that know as much
 * the longer. An address stays beside the token in it: each opens something. `before`: what was found in front of these.
 */
export function withoutOverlaps(found: readonly Candidate[], before: readonly Candidate[]): Candidate[] {
  return groups(found, before).flatMap(({ own, others }) => (own.length + others.length < 2 ? own : best(own, others)));
}

interface Group {
  readonly own: Candidate[];
  readonly others: Candidate[];
}

/** Candidates that overlap, directly or through others: nearly always one alone. */
function groups(found: readonly Candidate[], before: readonly Candidate[]): Group[] {
  const marked = [...found.map((each) => ({ each, own: true })), ...before.map((each) => ({ each, own: false }))];
  marked.sort((a, b) => a.each.from - b.each.from);
  const all: Group[] = [];
  let end = -1;
  for (const { each, own } of marked) {
    if (each.from >= end || all.length === 0) all.push({ own: [], others: [] });
    all.at(-1)?.[own ? "own" : "others"].push(each);
    end = Math.max(end, each.to);
  }
  return all;
}

function best(own: readonly Candidate[], others: readonly Candidate[]): Candidate[] {
  const ordered = [...own].sort(
    (a, b) => ORDER[a.rank] - ORDER[b.rank] || b.to - b.from - (a.to - a.from) || (b.common ?? 0) - (a.common ?? 0),
  );
  const kept: Candidate[] = [];
  for (const each of ordered) {
    const rivals = [...kept, ...others].filter((other) => other.from < each.to && each.from < other.to);
    if (!rivals.some((other) => outranks(other, each))) kept.push(each);
  }
  return kept;
}

function outranks(other: Candidate, each: Candidate): boolean {
  if (each.rank === "address") return false;
  if (other.rank === "address") return each.rank === "value";
  if (other.detector === each.detector && other.kind === each.kind && other.from === each.from) return false;
  return ORDER[other.rank] <= ORDER[each.rank];
}
