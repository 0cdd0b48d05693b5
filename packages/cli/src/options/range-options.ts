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
    .option("--since <when>", "start of the range: 2026-11-01, 2026-11-01T08:00:00Z, or an age such as 24h, 7d, 4w")
    .option("--until <when>", "end of the range, in the same forms; a date means its start in UTC") as never;
}
