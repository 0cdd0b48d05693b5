/** Why a text is not a plain command, and where: 1-based column in UTF-16 code units. */
export interface WordProblem {
  readonly problem: string;
  readonly column: number;
}

/** What these characters would do in a shell; none of it is done here, so none of it is accepted unquoted. */
const OPERATORS: ReadonlyMap<string, string> = new Map([
  ["|", "pipes"],
  ["&", "background and `&&`"],
  [";", "command lists"],
  ["<", "redirections"],
  [">", "redirections"],
  ["$", "variables and substitutions"],
  ["`", "substitutions"],
  ["(", "subshells"],
  [")", "subshells"],
  ["*", "file patterns"],
  ["?", "file patterns"],
  ["\n", "command lists"],
]);

function argvForm(words: readonly string[]): string {
  return `argv: ${JSON.stringify(words.length > 0 ? words : ["command", "word"])}`;
}

/**
 * Splits a constant command line into words as a POSIX shell does (XCU 2.2 Quoting), without any expansion: blanks separate,
 * single quotes keep all, double quotes keep all but a backslash before `"`, `\`, `$` and a backquote, a backslash
 * outside of quotes keeps the next character. Nothing is run through a shell, so unquoted operators are refused, as are
 * `$` and a backquote in double quotes, where a shell would expand them.
 */
export function splitWords(command: string): string[] | WordProblem {
  const words: string[] = [];
  let word: string | null = null;
  const refuse = (index: number, what: string): WordProblem => ({ problem: what, column: index + 1 });
  const refuseOperator = (index: number, character: string): WordProblem =>
    refuse(
      index,
      `expected a plain command, found ${JSON.stringify(character)}: there is no shell, so no ${OPERATORS.get(character)}. ` +
        `Quote it to pass it as text, or write the words yourself: ${argvForm(word === null ? words : [...words, word])}`,
    );

  for (let i = 0; i < command.length; i++) {
    const character = command[i] as string;
    if (character === " " || character === "\t") {
      if (word !== null) words.push(word);
      word = null;
    } else if (character === "'") {
      const end = command.indexOf("'", i + 1);
      if (end < 0) return refuse(i, "expected a closing ' after this one, found the end");
      word = (word ?? "") + command.slice(i + 1, end);
      i = end;
    } else if (character === '"') {
      const start = i;
      word ??= "";
      for (i++; command[i] !== '"'; i++) {
        const inner = command[i];
        if (inner === undefined) return refuse(start, 'expected a closing " after this one, found the end');
        if (inner === "$" || inner === "`") return refuseOperator(i, inner);
        const next = command[i + 1];
        if (inner === "\\" && next !== undefined && '"\\$`'.includes(next)) {
          word += next;
          i++;
        } else word += inner;
      }
    } else if (character === "\\") {
      const next = command[i + 1];
      if (next === undefined) return refuse(i, "expected a character after the backslash, found the end");
      word = (word ?? "") + next;
      i++;
    } else if (OPERATORS.has(character)) {
      return refuseOperator(i, character);
    } else {
      word = (word ?? "") + character;
    }
  }
  if (word !== null) words.push(word);
  if (words.length === 0) return refuse(0, `expected a command, found nothing: write ${argvForm([])}`);
  const nul = command.indexOf("\0");
  return nul < 0 ? words : refuse(nul, "expected text without NUL");
}
