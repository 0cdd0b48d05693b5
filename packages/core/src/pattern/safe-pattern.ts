import { type Matcher, type Node, readPattern, Unsupported } from "./read-pattern.ts";

/** A compiled pattern. `test` tells whether the whole text matches, in time linear in the text. */
export interface SafePattern {
  test(text: string): boolean;
}

/** What makes a pattern unusable, and where in it (code units from its start). */
export interface PatternProblem {
  readonly offset: number;
  readonly message: string;
}

type State =
  | { readonly kind: "one"; readonly matches: Matcher; readonly next: number }
  | { readonly kind: "split"; readonly next: readonly number[] }
  | { readonly kind: "start" | "end"; readonly next: number }
  | { readonly kind: "match" };

const MAX_PATTERN = 500;
const MAX_STATES = 2_000;
const MAX_VISITS = 20_000;

/**
 * Compiles the part of regular expressions that can be matched in linear time (as RE2 does): literals, `.`, classes,
 * `\d \w \s` and their opposites, groups, `|`, `* + ? {n,m}` (also lazy), `^` and `$`. A pattern that matches does so
 * as a whole. Look-around, back-references, `\b`, `\p{…}` and flags are refused; so is a pattern that would grow too large.
 */
export function compilePattern(source: string): SafePattern | PatternProblem {
  if (source.length > MAX_PATTERN) {
    return { offset: 0, message: `expected at most ${MAX_PATTERN} characters, got ${source.length}` };
  }
  try {
    const states = toStates(readPattern(source));
    return { test: (text) => run(states, text) };
  } catch (problem) {
    if (problem instanceof Unsupported) return { offset: problem.offset, message: problem.message };
    throw problem;
  }
}

/** Thompson's construction, built from the end: each node gets the state to continue to and returns the one to start at. */
function toStates(root: Node): readonly State[] {
  const states: State[] = [{ kind: "match" }];
  const add = (state: State): number => {
    if (states.length >= MAX_STATES) throw new Unsupported(0, "the repetitions multiply to too many states");
    return states.push(state) - 1;
  };
  let visits = 0;
  const build = (node: Node, next: number): number => {
    // Repetitions of nothing add no state, so states alone would not stop `((){1000}){1000}`.
    if (++visits > MAX_VISITS) throw new Unsupported(0, "the repetitions multiply to too many states");
    switch (node.kind) {
      case "empty":
        return next;
      case "one":
        return add({ kind: "one", matches: node.matches, next });
      case "start":
      case "end":
        return add({ kind: node.kind, next });
      case "all":
        return node.nodes.reduceRight((following, part) => build(part, following), next);
      case "any":
        return add({ kind: "split", next: node.nodes.map((part) => build(part, next)) });
      case "repeat": {
        let start = next;
        if (node.max === Number.POSITIVE_INFINITY) {
          const targets: number[] = [];
          start = add({ kind: "split", next: targets });
          targets.push(build(node.node, start), next);
        } else {
          for (let extra = node.min; extra < node.max; extra++) {
            start = add({ kind: "split", next: [build(node.node, start), next] });
          }
        }
        for (let times = 0; times < node.min; times++) start = build(node.node, start);
        return start;
      }
    }
  };
  const start = build(root, 0);
  // The machine starts at its last state.
  add({ kind: "split", next: [start] });
  return states;
}

function run(states: readonly State[], text: string): boolean {
  const seen = new Int32Array(states.length).fill(-1);
  const follow = (from: readonly number[], position: number, atEnd: boolean): number[] => {
    const reached: number[] = [];
    const pending = [...from];
    while (pending.length > 0) {
      const index = pending.pop()!;
      if (seen[index] === position) continue;
      seen[index] = position;
      const state = states[index]!;
      if (state.kind === "split") pending.push(...state.next);
      else if (state.kind === "start") {
        if (position === 0) pending.push(state.next);
      } else if (state.kind === "end") {
        if (atEnd) pending.push(state.next);
      } else reached.push(index);
    }
    return reached;
  };
  let current = follow([states.length - 1], 0, text.length === 0);
  for (let at = 0; at < text.length; ) {
    const codePoint = text.codePointAt(at)!;
    at += codePoint > 0xffff ? 2 : 1;
    const next: number[] = [];
    for (const index of current) {
      const state = states[index]!;
      if (state.kind === "one" && state.matches(codePoint)) next.push(state.next);
    }
    if (next.length === 0) return false;
    current = follow(next, at, at === text.length);
  }
  return current.some((index) => states[index]!.kind === "match");
}
