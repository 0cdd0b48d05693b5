import type { Findings } from "../diagnostic/findings.ts";
import { excerpt } from "../text/excerpt.ts";
import { nameHint } from "../text/nearest.ts";
import type { ReadStep } from "./read-step.ts";

/** Which steps need which. */
export interface StepGraph {
  /** For each step id the ids it needs directly. */
  readonly needs: ReadonlyMap<string, readonly string[]>;
  /** Whether a step is surely over before another one starts. */
  isUpstream(before: string, after: string): boolean;
}

/**
 * Resolves `needs`. As soon as one step of a workflow has it, the order is only what `needs` says; otherwise each step
 * needs the one before. Reports unknown ids, steps that need themselves, and each circle with all its members.
 */
export function readGraph(steps: readonly ReadStep[], findings: Findings): StepGraph {
  const ids = new Set(steps.map(({ step }) => step.id));
  const explicit = steps.some(({ needs }) => needs !== null);
  const needs = new Map<string, readonly string[]>();
  for (const [index, { step, needs: written }] of steps.entries()) {
    if (!explicit) needs.set(step.id, index === 0 ? [] : [steps[index - 1]!.step.id]);
    else needs.set(step.id, checkNeeds(step.id, written ?? [], ids, findings));
  }
  reportCycles(steps, needs, findings);
  const known = new Map<string, ReadonlySet<string>>();
  const isUpstream = (before: string, after: string): boolean => {
    // Only asked for steps whose expressions name others: a long chain of steps that do not costs nothing.
    const upstream = known.get(after) ?? upstreamOf(after, needs);
    known.set(after, upstream);
    return upstream.has(before);
  };
  return { needs, isUpstream };
}

function checkNeeds(
  id: string,
  written: NonNullable<ReadStep["needs"]>,
  ids: ReadonlySet<string>,
  findings: Findings,
): readonly string[] {
  const known: string[] = [];
  for (const need of written) {
    if (need.id === id) {
      findings.error(
        "need-self",
        need.place,
        `expected another step in \`needs\` of step \`${id}\`, got the step itself`,
        "remove it",
      );
    } else if (ids.has(need.id)) known.push(need.id);
    else {
      const others = [...ids].filter((other) => other !== id);
      findings.error(
        "unknown-need",
        need.place,
        `expected the id of a step in \`needs\` of step \`${id}\`, got \`${excerpt(need.id)}\``,
        nameHint(need.id, others, "remove it: there is no other step"),
      );
    }
  }
  return known;
}

function upstreamOf(id: string, needs: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const upstream = new Set<string>();
  const pending = [...(needs.get(id) ?? [])];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (upstream.has(next)) continue;
    upstream.add(next);
    pending.push(...(needs.get(next) ?? []));
  }
  return upstream;
}

/** Follows needs depth-first with an own stack; each step that closes a circle is reported once, with the whole circle. */
function reportCycles(
  steps: readonly ReadStep[],
  needs: ReadonlyMap<string, readonly string[]>,
  findings: Findings,
): void {
  const done = new Set<string>();
  const written = new Map(steps.map((each) => [each.step.id, each]));
  for (const { step } of steps) {
    const path: string[] = [];
    const onPath = new Set<string>();
    const pending: ({ enter: string } | { leave: string })[] = [{ enter: step.id }];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      if ("leave" in next) {
        path.pop();
        onPath.delete(next.leave);
        done.add(next.leave);
        continue;
      }
      const id = next.enter;
      if (onPath.has(id)) {
        const circle = path.slice(path.indexOf(id));
        const closing = written.get(path.at(-1)!)!;
        const place = closing.needs?.find((need) => need.id === id)?.place ?? closing.places.id;
        findings.error(
          "need-cycle",
          place,
          `expected steps that can start, got a cycle: ${[...circle, id].map((each) => `\`${each}\``).join(" needs ")}`,
          "remove one of these `needs`",
        );
        continue;
      }
      if (done.has(id)) continue;
      path.push(id);
      onPath.add(id);
      pending.push({ leave: id });
      for (const need of needs.get(id) ?? []) pending.push({ enter: need });
    }
  }
}
