/** An RFC 3339 instant in UTC (`2026-11-22T15:06:48.123Z`) to the second: `2026-11-22 15:06:48`. Other text stays as it is. */
export function formatInstant(instant: string): string {
  const match = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?Z$/.exec(instant);
  return match ? `${match[1]} ${match[2]}` : instant;
}

/** The day of an RFC 3339 instant: `2026-11-22`. */
export function formatDay(instant: string): string {
  return instant.slice(0, 10);
}
