import type { RunReport } from "@sdetkit/core";

/** What a command looked for and did not find. */
export interface Missing {
  /** Names of the program that it would have been found with, the likeliest first. */
  readonly programs: readonly string[];
  /** The module, where it is not the program itself that is missing. */
  readonly module: string | null;
}

/** How interpreters say that a module is not there, and what they are called. */
const MODULES: readonly (readonly [said: RegExp, programs: readonly string[]])[] = [
  [/No module named '?([A-Za-z_][\w.]*)'?/, ["python3", "python"]],
  [/(?:Cannot find (?:module|package)) '((?:@[\w.-]+\/)?[\w-][\w.-]*)/, ["node"]],
  [/cannot load such file -- ([\w./-]+)|can't find gem (\S+)|Could not find (?:gem )?'?([\w-]+)/, ["ruby"]],
  [/Can't locate (\S+)\.pm in @INC/, ["perl"]],
];

/** What was missing, by a step's failure and what its command printed; null where nothing points to that. */
export function missingProgram(failure: RunReport["steps"][number]["failure"], printed: string): Missing | null {
  if (failure === null) return null;
  const [name] = /^"(?:[^"\\]|\\.)*"(?=: expected a program)/.exec(failure.message) ?? [];
  if (name !== undefined) return { programs: [JSON.parse(name) as string], module: null };
  if (failure.code !== "exit-code") return null;
  for (const [said, programs] of MODULES) {
    const found = said.exec(printed);
    if (found) return { programs, module: found.slice(1).find((each) => each !== undefined) ?? null };
  }
  return null;
}
