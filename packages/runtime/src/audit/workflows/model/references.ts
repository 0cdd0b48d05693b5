import type { RepositoryReference } from "./action-reference.ts";
import { type Definition, type Step, stepsOf } from "./definition.ts";

/** A `uses:` that names a repository, with its step; null for the call of a reusable workflow. */
export interface Use {
  readonly uses: RepositoryReference;
  readonly step: Step | null;
}

/** Every action and reusable workflow of other repositories that a definition uses. */
export function usesOf(definition: Definition): readonly Use[] {
  const jobs = definition.kind === "workflow" ? definition.jobs : [];
  const all = [
    ...jobs.map(({ uses }) => ({ uses, step: null })),
    ...stepsOf(definition).map((step) => ({ uses: step.uses, step })),
  ];
  return all.flatMap(({ uses, step }) => (uses?.kind === "repository" ? [{ uses, step }] : []));
}
