import { Fault } from "@sdetkit/core";
import { parseWhen } from "./parse-when.ts";

const SECONDS: { readonly [unit: string]: number } = { s: 1, m: 60, h: 3_600, d: 86_400, w: 604_800 };

/** Reads `0`, `90s`, `30m`, `24h`, `7d`, `4w` as seconds. */
export function parseSpan(option: string, text: string): number {
  const [, count, unit] = /^(\d{1,6})([smhdw])$/.exec(text) ?? (text === "0" ? ["", "0", "s"] : []);
  if (count !== undefined && unit !== undefined) return Number(count) * (SECONDS[unit] as number);
  throw new Fault("usage", `expected ${option} to be a length of time, got ${JSON.stringify(text)}`, {
    remedy: "write 30m, 24h, 7d or 4w",
  });
}

/** Reads `never` (null), a length of time from now on, or a date or an instant, as an RFC 3339 instant in UTC. */
export function parseExpiry(option: string, text: string, now: number): string | null {
  if (text === "never") return null;
  const at = /^\d+[smhdw]$/.test(text) ? now + parseSpan(option, text) * 1000 : instantOf(option, text, now);
  if (at > now) return new Date(at).toISOString();
  throw new Fault("usage", `expected ${option} to be in the future, got ${JSON.stringify(text)}`, {
    remedy: "write 90d, 2027-01-31 or never",
  });
}

/** A date or an instant. What is neither is told of what lies ahead: `parseWhen` speaks of what lies behind. */
function instantOf(option: string, text: string, now: number): number {
  try {
    return parseWhen(option, text, now);
  } catch {
    throw new Fault(
      "usage",
      `expected ${option} to be a length of time, a date or never, got ${JSON.stringify(text)}`,
      { remedy: "write 90d, 2027-01-31, 2027-01-31T08:00:00Z or never" },
    );
  }
}
