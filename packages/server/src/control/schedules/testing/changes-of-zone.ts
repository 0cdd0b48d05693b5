const HOUR = 3_600_000;

/** Changes of a zone's clock: the moment, and minutes ahead of UTC before and after it as milliseconds. */
export interface ZoneChange {
  readonly at: number;
  readonly before: number;
  readonly after: number;
}

/**
 * All changes between two full hours, found in another way than the product's: by the zone's own name for its offset. Of two changes
 * within one `step` that undo each other there is none.
 */
export function changesOfZone(timeZone: string, from: number, to: number, step: number): ZoneChange[] {
  const format = new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "longOffset" });
  const offsets = new Map<string, number>();
  const offsetAt = (at: number): number => {
    const text = format.format(at);
    const said = text.slice(text.indexOf("GMT"));
    const known = offsets.get(said);
    if (known !== undefined) return known;
    const [, sign, hours = "0", minutes = "0"] = /^GMT(?:([+-])(\d+):(\d+))?/.exec(said)!;
    const offset = (sign === "-" ? -1 : 1) * (Number(hours) * HOUR + Number(minutes) * 60_000);
    offsets.set(said, offset);
    return offset;
  };
  const changes: ZoneChange[] = [];
  const search = (low: number, high: number): void => {
    const [before, after] = [offsetAt(low), offsetAt(high)];
    if (before === after) return;
    if (high - low > 60_000) {
      const middle = Math.floor((low + high) / 2 / 60_000) * 60_000;
      search(low, middle);
      search(middle, high);
    } else changes.push({ at: high, before, after });
  };
  for (let at = from; at < to; at += step) search(at, Math.min(at + step, to));
  return changes;
}
