import { Fault } from "@sdetkit/core";
import type { RangeOptions } from "../options/range-options.ts";

const UNITS: { readonly [unit: string]: number } = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** A stretch of time in milliseconds since the epoch; open where nothing was said. */
export function parseRange({ since, until }: RangeOptions, now: number): { since?: number; until?: number } {
  return {
    ...(since === undefined ? {} : { since: parseWhen("--since", since, now) }),
    ...(until === undefined ? {} : { until: parseWhen("--until", until, now) }),
  };
}

/** Reads `2026-11-01` (its beginning, UTC), an RFC 3339 instant, or `24h`, `7d`, `4w`, `30m` before now. */
export function parseWhen(option: string, text: string, now: number): number {
  const ago = /^(\d{1,6})([mhdw])$/.exec(text);
  if (ago) return now - Number(ago[1]) * (UNITS[ago[2] as string] as number);
  const dated = /^(\d{4}-\d\d-\d\d)(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d))?$/i.exec(text);
  const at = dated ? Date.parse(dated[2] === undefined ? `${text}T00:00:00Z` : text.toUpperCase()) : Number.NaN;
  // A day that no calendar has, such as 2026-02-30, must not quietly become another one.
  if (!Number.isNaN(at) && isCalendarDay(dated?.[1] as string)) return at;
  throw new Fault("usage", `expected ${option} to be a date, a time, or an age, got ${JSON.stringify(text)}`, {
    remedy: "write 2026-11-01, 2026-11-01T08:00:00Z, 24h, 7d or 4w",
  });
}

function isCalendarDay(day: string): boolean {
  const at = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(day);
}
