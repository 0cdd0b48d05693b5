const UNITS = ["bytes", "KiB", "MiB", "GiB", "TiB"];

/** A number of bytes for people: `2 GiB`, `1.5 MiB`. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  for (; value >= 1024 && unit < UNITS.length - 1; unit++) value /= 1024;
  return `${Number(value.toFixed(1))} ${UNITS[unit]}`;
}

/** A whole number with commas between thousands, the same in every locale: `1,234,567`. */
export function formatCount(value: number): string {
  return String(Math.trunc(value)).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
}

/** A count and its noun: `1 run`, `2,000 runs`. */
export function formatCountOf(value: number, one: string, many = `${one}s`): string {
  return `${formatCount(value)} ${value === 1 ? one : many}`;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Milliseconds as people read them, cut, not rounded, to the last place shown: `840 ms`, `2.4 s`, `3 min 05 s`, `2 h 14 min`, `3 d 04 h`. */
export function formatDuration(milliseconds: number | null): string {
  if (milliseconds === null) return "–";
  const ms = Math.max(0, Math.round(milliseconds));
  if (ms < SECOND) return `${ms} ms`;
  if (ms < MINUTE) return `${(Math.floor(ms / 100) / 10).toFixed(1)} s`;
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min ${pad(Math.floor((ms % MINUTE) / SECOND))} s`;
  if (ms < DAY) return `${Math.floor(ms / HOUR)} h ${pad(Math.floor((ms % HOUR) / MINUTE))} min`;
  return `${Math.floor(ms / DAY)} d ${pad(Math.floor((ms % DAY) / HOUR))} h`;
}

function pad(value: number): string {
  return String(value).padStart(2, "0");
}

/** An RFC 3339 instant in UTC (`2026-11-22T15:06:48.123Z`) to the second: `2026-11-22 15:06:48`. Other text stays as it is. */
export function formatInstant(instant: string): string {
  const match = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?Z$/.exec(instant);
  return match ? `${match[1]} ${match[2]}` : instant;
}

/** The day of an RFC 3339 instant: `2026-11-22`. */
export function formatDay(instant: string): string {
  return instant.slice(0, 10);
}

/**
 * A share from 0 to 1 as a percentage with one decimal. Never rounds up to `100 %` nor down to `0 %`:
 * one failure in a million runs must not read as none.
 */
export function formatShare(share: number | null): string {
  if (share === null) return "–";
  if (share === 1) return "100 %";
  if (share === 0) return "0 %";
  const tenths = Math.min(999, Math.max(1, Math.round(share * 1000)));
  return `${(tenths / 10).toFixed(1)} %`;
}
