const SHOWN_LINES = 8;
const SHOWN_COLUMNS = 160;

/** The beginning of a text, so that a person sees what they approve without being flooded. */
export function firstLines(text: string): string[] {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  const shown = lines
    .slice(0, SHOWN_LINES)
    .map((line) => `  | ${line.length > SHOWN_COLUMNS ? `${line.slice(0, SHOWN_COLUMNS)}…` : line}`);
  return lines.length > SHOWN_LINES ? [...shown, `  … ${lines.length - SHOWN_LINES} more lines`] : shown;
}
