import type { Directive, Suppression } from "./types.ts";

/** What decides whether a directive counts. */
export interface SuppressionTerms {
  /** The day of the audit as `YYYY-MM-DD`. Null: no directive has ended, whatever it says. */
  readonly asOf: string | null;
  /** Whether a directive is new in the change under review: it then does not count in it. Absent: none is. */
  readonly isNew?: (path: string, directive: Directive) => boolean;
}

/** What a directive makes of a finding: a suppression, or why it makes none. */
export function judgeDirective(
  path: string,
  directive: Directive,
  { asOf, isNew }: SuppressionTerms,
): Suppression | string {
  const { by, reason, until, line } = directive;
  if (until !== null && asOf !== null && asOf > until) return `The comment that silenced it ended on ${until}.`;
  if (isNew?.(path, directive))
    return "The comment that silences it is new in this change, so it does not count in it.";
  return { kind: "inSource", by, reason, until, line };
}
