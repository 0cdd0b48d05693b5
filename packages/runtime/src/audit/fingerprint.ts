import type { Sha256 } from "@sdetkit/core";
import { hashing } from "../platform/hashing.ts";
import type { RawFinding } from "./finding.ts";

/**
 * What a finding is about, wherever it stands: SHA-256 over the rule and its context. Neither lines nor
 * the path are in it. A finding about a file as a whole is about its path, which then takes the place of the content.
 */
export function identity(rule: string, { path, line, context }: RawFinding): Sha256 {
  return hashing.hex(JSON.stringify(line === null ? [rule, context, path] : [rule, context]));
}

/** The context of a finding with white space folded. */
export function foldedContext({ context }: Pick<RawFinding, "context">): string {
  return context.replace(/\s+/g, " ").trim();
}

/**
 * Gives each finding a fingerprint of its own: its identity, and which one it is of those with the same identity, in the order of path
 * and place. Moved lines, renamed files and edits elsewhere therefore leave the set of fingerprints as it was; one more of the
 * same kind adds one to it. `identities` come in the order of path and place.
 */
export function fingerprints(identities: readonly Sha256[]): Sha256[] {
  const seen = new Map<Sha256, number>();
  return identities.map((each) => {
    const rank = seen.get(each) ?? 0;
    seen.set(each, rank + 1);
    return hashing.hex(`${each}#${rank}`);
  });
}
