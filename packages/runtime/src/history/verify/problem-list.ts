import type { Problem } from "@sdetkit/core";

const SHOWN = 160;
const KEPT = 1000;

/** Collects what a verification finds; keeps the first thousand and counts the rest. */
export class ProblemList {
  readonly problems: Problem[] = [];
  #more = 0;

  add(code: string, where: string, expected: unknown, got: unknown): void {
    this.push({ code, where, expected: shown(expected), got: shown(got) });
  }

  push(...problems: readonly Problem[]): void {
    const room = KEPT - this.problems.length;
    this.problems.push(...problems.slice(0, room));
    this.#more += Math.max(0, problems.length - room);
  }

  /** What was found, and a last line that says how much more there was. */
  all(): Problem[] {
    if (this.#more === 0) return this.problems;
    const rest = {
      code: "more-problems",
      where: "history",
      expected: "nothing more",
      got: `${this.#more} more problems`,
    };
    return [...this.problems, rest];
  }
}

/** Bytes as hexadecimal, anything else as short text. */
function shown(value: unknown): string {
  const text = value instanceof Uint8Array ? Buffer.from(value).toString("hex") : String(value);
  return text.length > SHOWN ? `${text.slice(0, SHOWN).toWellFormed()}…` : text;
}
