/** A command of a script: its words without quotes, and where it begins. */
export interface Command {
  readonly words: readonly string[];
  /** As it is written, continued lines included. */
  readonly text: string;
  /** Offset in the script. */
  readonly at: number;
  /** What stands before it on the line, when it reads from another command's output. */
  readonly piped: boolean;
}

/** Longest script that is cut into commands; more is data, not a script. */
const MAX_SCRIPT = 256 * 1024;

/**
 * The commands of a script for bash, PowerShell or cmd, near enough: lines, `;`, `&&`, `||`, `|`, `&`, `$(`, backquotes and
 * parentheses divide; quotes and continued lines hold together; comments are left out.
 */
export function commandsIn(script: string): readonly Command[] {
  const commands: Command[] = [];
  if (script.length > MAX_SCRIPT) return commands;
  let words: string[] = [];
  let word = "";
  let inWord = false;
  let start = -1;
  let piped = false;
  let at = 0;
  const endWord = (): void => {
    if (inWord) words.push(word);
    word = "";
    inWord = false;
  };
  const endCommand = (end: number, nextPiped: boolean): void => {
    endWord();
    if (words.length > 0) commands.push({ words, text: script.slice(start, end), at: start, piped });
    words = [];
    start = -1;
    piped = nextPiped;
  };
  const add = (text: string, from: number): void => {
    if (start < 0) start = from;
    word += text;
    inWord = true;
  };
  while (at < script.length) {
    const character = script[at] as string;
    const continued = /^[\\`^][ \t]*\r?\n/.exec(script.slice(at, at + 8));
    if (continued) {
      endWord();
      at += continued[0].length;
    } else if (character === "\n") {
      endCommand(at, false);
      at++;
    } else if (character === "#" && !inWord) {
      const end = script.indexOf("\n", at);
      at = end < 0 ? script.length : end;
    } else if (/\s/.test(character)) {
      endWord();
      at++;
    } else if (character === "'" || character === '"') {
      const end = closingQuote(script, at);
      add(script.slice(at + 1, end), at);
      at = script[end] === character ? end + 1 : end;
    } else if (character === "$" && script.startsWith("${{", at)) {
      const end = script.indexOf("}}", at);
      const stop = end < 0 ? script.length : end + 2;
      add(script.slice(at, stop), at);
      at = stop;
    } else if (/[;|&()`]/.test(character) || script.startsWith("$(", at)) {
      const double = script[at + 1] === character;
      const redirect = character === "&" && (script[at - 1] === ">" || script[at + 1] === ">");
      if (redirect) {
        add(character, at);
        at++;
        continue;
      }
      endCommand(at, character === "|" && !double);
      at += double || character === "$" ? 2 : 1;
    } else if (character === "\\" && at + 1 < script.length) {
      add(script.slice(at + 1, at + 2), at);
      at += 2;
    } else {
      add(character, at);
      at++;
    }
  }
  endCommand(script.length, false);
  return commands;
}

function closingQuote(script: string, from: number): number {
  const quote = script[from] as string;
  for (let at = from + 1; at < script.length; at++) {
    if (script[at] === "\\" && quote === '"') at++;
    else if (script[at] === quote) return at;
  }
  // An apostrophe in prose: the quote reaches to the end of the line.
  const end = script.indexOf("\n", from);
  return end < 0 ? script.length : end;
}

const known = new WeakMap<object, readonly Command[]>();

/** The commands of a script that stands in a file; worked out once. */
export function commandsOf(script: { readonly text: string }): readonly Command[] {
  let commands = known.get(script);
  if (!commands) {
    commands = commandsIn(script.text);
    known.set(script, commands);
  }
  return commands;
}

/** The words of a command without what only says how it is started: `sudo`, `env`, assignments, `time`. */
export function withoutPrefixes(words: readonly string[]): readonly string[] {
  let first = 0;
  while (
    first < words.length &&
    /^(?:sudo|env|time|exec|command|nohup|then|do|else|if|!|\w+=.*)$/.test(words[first] as string)
  )
    first++;
  return words.slice(first);
}
