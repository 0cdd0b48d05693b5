import { shorten } from "@sdetkit/core";
import { harmless } from "../terminal/harmless.ts";

/** One word that could appear where the cursor is. */
export interface Candidate {
  readonly value: string;
  readonly description: string;
}

const LONGEST = 80;

/**
 * A candidate, or none when its value is more than a plain word: shells expand candidates again, so that a `$(…)` out of
 * some file would be executed. Descriptions are only shown; they are one harmless line.
 */
export function candidate(value: string, description: string): Candidate[] {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(value)) return [];
  return [{ value, description: shorten(harmless(description).replace(/\s+/g, " "), LONGEST) }];
}
