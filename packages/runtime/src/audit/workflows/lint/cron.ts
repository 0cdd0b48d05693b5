const NAMES: readonly (readonly string[])[] = [
  [],
  [],
  [],
  ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
  ["sun", "mon", "tue", "wed", "thu", "fri", "sat"],
];
/** Minute, hour, day, month, weekday: the least and the greatest. */
const RANGES = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 7],
] as const;
/** GitHub starts nothing more often. */
const SHORTEST = 5;

/** What is wrong with the time of a schedule, five fields in POSIX cron syntax; null when nothing is. */
export function cronProblem(text: string): string | null {
  const fields = text.trim().split(/\s+/);
  if (fields.length !== 5) return `it has ${fields.length} field${fields.length === 1 ? "" : "s"} instead of five`;
  const values: (readonly number[])[] = [];
  for (const [index, field] of fields.entries()) {
    const found = valuesOf(field, index);
    if (found === null) return `\`${field}\` is no valid field`;
    values.push(found);
  }
  const [minutes = [], hours = []] = values;
  const gaps = minutes.map(
    (minute, index) =>
      (minutes[index + 1] ?? (hours.length > 1 || minutes.length === 1 ? minute + 60 : 60 + (minutes[0] ?? 0))) -
      minute,
  );
  const shortest = minutes.length === 1 ? 60 : Math.min(...gaps);
  return shortest < SHORTEST
    ? `it starts every ${shortest} minute${shortest === 1 ? "" : "s"}, and GitHub's shortest interval is ${SHORTEST}`
    : null;
}

function valuesOf(field: string, index: number): readonly number[] | null {
  const [least, greatest] = RANGES[index] as readonly [number, number];
  const found = new Set<number>();
  for (const part of field.toLowerCase().split(",")) {
    const { range = "", step } = /^(?<range>[^/]+)(?:\/(?<step>\d+))?$/.exec(part)?.groups ?? {};
    const [from = "", to] = range.split("-");
    const start = range === "*" ? least : numberOf(from, index);
    const end =
      range === "*" ? greatest : to === undefined ? (step === undefined ? start : greatest) : numberOf(to, index);
    if (start === null || end === null || start < least || end > greatest || start > end || step === "0") return null;
    for (let value = start; value <= end; value += Number(step ?? 1)) found.add(value);
  }
  return [...found].sort((a, b) => a - b);
}

function numberOf(text: string, index: number): number | null {
  if (/^\d{1,2}$/.test(text)) return Number(text);
  const names = NAMES[index] ?? [];
  const at = names.indexOf(text);
  return at < 0 ? null : at + (index === 3 ? 1 : 0);
}
