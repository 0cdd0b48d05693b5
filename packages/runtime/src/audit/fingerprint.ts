import type { Sha256 } from "@sdetkit/core";
import { hashing } from "../platform/hashing.ts";
import type { RawFinding } from "./finding.ts";

/**
 * Gives each finding of one rule its fingerprint: SHA-256 over rule, path, the context with white space folded, and which
 * occurrence of the same context in the same file it is. Line numbers stay out, so that edits elsewhere change nothing.
 */
export function fingerprints(rule: string, findings: readonly RawFinding[]): Sha256[] {
  const seen = new Map<string, number>();
  return findings.map(({ path, context }) => {
    const identity = JSON.stringify([rule, path, context.replace(/\s+/g, " ").trim()]);
    const occurrence = seen.get(identity) ?? 0;
    seen.set(identity, occurrence + 1);
    return hashing.hex(`${identity}#${occurrence}`);
  });
}
