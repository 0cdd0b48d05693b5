import type { Command, OptionValues } from "@commander-js/extra-typings";

/** A stretch of time as given: a date, an instant, or so long ago. */
export type RangeOptions = {
  readonly since?: string;
  readonly until?: string;
};

/** Adds `--since` and `--until`. */
// biome-ignore lint/suspicious/noExplicitAny: commander's own bound on arguments.
export function withRange<A extends any[], O extends OptionValues>(
  command: Command<A, O>,
): Command<A, O & RangeOptions> {
  return command
    .option("--since <when>", "from then on: 2026-11-01, 2026-11-01T08:00:00Z, or 24h, 7d, 4w ago")
    .option("--until <when>", "up to then, in the same forms; a date counts as its beginning in UTC") as never;
}
