/** A conflict from its first marker to its last one, as offsets of their lines. */
export interface Conflict {
  readonly from: number;
  readonly to: number;
}

/** git's own size where no attribute says another one. */
export const MARKER_SIZE = 7;

/** A line of nothing but a marker, its label behind white space; as for `git diff --check`, blanks may follow the one in the middle. */
const MARKER = /^(?:(<+|>+)(?:[ \t]([^\n]*))?|(=+)[ \t]*)$/gm;
/** What git itself writes behind the first marker: such a one counts in any greater size, as conflicts inside of conflicts have. */
const OWN_LABEL = /^(?:HEAD|ours|Updated upstream|Temporary merge branch \d)(?:[: ]|$)/;

/**
 * Finds conflicts with all three markers in order, each at the start of its line and of one size: the file's own
 * (`conflict-marker-size`), or a greater one with a label of git's own. A base between `|||||||` and `=======` does not matter.
 */
export function* findConflicts(text: string, size: number): Generator<Conflict> {
  if (!text.includes("<".repeat(size))) return;
  const open = new Map<number, { from: number; divided: boolean }>();
  for (const { index, 1: side, 2: label = "", 3: middle } of normalLines(text).matchAll(MARKER)) {
    const length = (side ?? middle ?? "").length;
    if (length < size) continue;
    const begun = open.get(length);
    if (side?.startsWith("<")) {
      if (length === size || OWN_LABEL.test(label)) open.set(length, { from: index, divided: false });
    } else if (middle !== undefined && begun) begun.divided = true;
    else if (side?.startsWith(">")) {
      if (begun?.divided) yield { from: begun.from, to: index };
      open.delete(length);
    }
  }
}

/** Every CR becomes LF, so that `$` sees every line end and offsets stay what they were. */
function normalLines(text: string): string {
  return text.includes("\r") ? text.replace(/\r/g, "\n") : text;
}
