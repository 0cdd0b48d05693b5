import { nearest } from "@sdetkit/core";
import type { CommandDefinition } from "./command.ts";

/** Options that take the next word as their value and may appear before the command. */
const VALUED: ReadonlySet<string> = new Set(["-C", "--config"]);

/**
 * The line as the parser knows it. `agent` may be left out (`sdetkit run …`), `help` may appear before the command that it is about,
 * and `version` is what `--version` is.
 */
export function expandCommandLine(argv: readonly string[], registry: readonly CommandDefinition[]): readonly string[] {
  const at = firstWord(argv);
  const word = argv[at];
  if (word === undefined) return argv;
  const [before, after] = [argv.slice(0, at), argv.slice(at + 1)];
  if (word === "version") return [...before, "--version", ...after];
  if (word === "help") return helpOn([...before, ...after], registry);
  if (word === "agent") return after[0] === "help" ? helpOn([...before, word, ...after.slice(1)], registry) : argv;
  const first = [...new Set(registry.map(({ path }) => path.split(" ")[0] as string))];
  const meant = first.includes(word) || (!isCommand(["agent", word], registry) && nearest(word, first) !== null);
  return meant ? argv : [...before, "agent", word, ...after];
}

/** Where the first word is that is no option and no value of one; behind the end where there is none. */
export function firstWord(argv: readonly string[]): number {
  let at = 0;
  while (argv[at]?.startsWith("-") && argv[at] !== "--") at += VALUED.has(argv[at] as string) ? 2 : 1;
  return argv[at] === "--" ? argv.length : at;
}

/** The call of what help was requested with `--help`; of what there is none, without, so that the parser says so. */
function helpOn(argv: readonly string[], registry: readonly CommandDefinition[]): readonly string[] {
  const line = expandCommandLine(argv, registry);
  const words = line.slice(firstWord(line)).filter((word) => !word.startsWith("-"));
  return isCommand(words, registry) ? [...line, "--help"] : line;
}

/** Whether the words are those of a command, or of a group of them. */
function isCommand(words: readonly string[], registry: readonly CommandDefinition[]): boolean {
  return registry.some(({ path }) => `${path} `.startsWith(words.map((word) => `${word} `).join("")));
}
