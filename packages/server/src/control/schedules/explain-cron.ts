/** One field of a cron expression: what it is called, its numbers, and the names that stand for them from the lowest on. */
interface Field {
  readonly name: string;
  readonly low: number;
  readonly high: number;
  readonly names?: readonly string[];
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const WEEKDAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const FIELDS: readonly Field[] = [
  { name: "second", low: 0, high: 59 },
  { name: "minute", low: 0, high: 59 },
  { name: "hour", low: 0, high: 23 },
  { name: "day", low: 1, high: 31 },
  { name: "month", low: 1, high: 12, names: MONTHS },
  { name: "weekday", low: 0, high: 7, names: WEEKDAYS },
];

/** What is wrong with the fields (five, or six with the second first) of a cron expression, as they are written; null when it is something else. */
export function explainCron(fields: readonly string[]): string | null {
  for (const [index, field] of FIELDS.slice(-fields.length).entries()) {
    for (const part of fields[index]!.split(",")) {
      const problem = explainPart(part, field);
      if (problem !== null) return problem;
    }
  }
  return null;
}

function explainPart(part: string, field: Field): string | null {
  const { name, low, high } = field;
  const [range = "", step] = part.split("/");
  const values = range.split("-").map((word) => numberOf(word, field));
  const outside = range.split("-").find((_, at) => values[at] !== null && (values[at]! < low || values[at]! > high));
  if (outside !== undefined) return `the ${name} ${outside} is not within ${low} to ${high}`;
  const [from, to] = values;
  if (from != null && to != null && from > to) return `the range ${range} of the ${name} runs backwards`;
  if (step !== undefined && /^\d+$/.test(step) && (Number(step) < 1 || Number(step) > high))
    return `the step ${step} of the ${name} is not within 1 to ${high}`;
  return null;
}

function numberOf(word: string, { low, names = [] }: Field): number | null {
  if (/^\d+$/.test(word)) return Number(word);
  const at = names.indexOf(word.toLowerCase());
  return at < 0 ? null : at + low;
}
