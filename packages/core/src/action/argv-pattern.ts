import { parseLogicalPath } from "./logical-path.ts";

/** Last entry of a pattern: any further words, none included. */
const FREE_TAIL = "...";

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
const CONTROL = /[\0-\x1f\x7f]/;

/** A word that a placeholder may stand for is never an option, never empty, and holds no control characters. */
function isPlain(word: string): boolean {
  return word !== "" && !word.startsWith("-") && !CONTROL.test(word);
}

/** The rules of `git check-ref-format`, without revision operators: `HEAD`, `main`, `refs/tags/v1.2`. */
function isRef(word: string): boolean {
  if (/[\s~^:?*[\\]|\.\.|@\{|\/\/|[/.]$/.test(word) || word === "@") return false;
  return word.split("/").every((part) => part !== "" && !part.startsWith(".") && !part.endsWith(".lock"));
}

/** What each placeholder accepts, beyond being a plain word. */
const PLACEHOLDERS: ReadonlyMap<string, (word: string) => boolean> = new Map([
  ["word", () => true],
  ["int", (word) => /^\d{1,15}$/.test(word)],
  ["path", (word) => typeof parseLogicalPath(word) !== "string"],
  ["ref", isRef],
  ["sha", (word) => /^[0-9a-f]{7,64}$/.test(word)],
]);

/** Names of the placeholders a shell allowlist may use, for messages and reference pages. */
export const ARGV_PLACEHOLDERS: readonly string[] = [...PLACEHOLDERS.keys()].map((name) => `<${name}>`);

type Word =
  | { readonly kind: "exact"; readonly text: string }
  | { readonly kind: "placeholder"; readonly prefix: string; readonly accepts: (word: string) => boolean }
  | { readonly kind: "unknown"; readonly text: string };

function readWord(text: string): Word {
  const match = /^((?:-{1,2}[A-Za-z0-9][\w.-]*=)?)<([a-z]+)>$/.exec(text);
  if (match) {
    const accepts = PLACEHOLDERS.get(match[2] as string);
    return accepts ? { kind: "placeholder", prefix: match[1] as string, accepts } : { kind: "unknown", text };
  }
  const looksLikeOne = ARGV_PLACEHOLDERS.some((placeholder) => text.includes(placeholder));
  return looksLikeOne || text === FREE_TAIL ? { kind: "unknown", text } : { kind: "exact", text };
}

/**
 * Says what is wrong with an entry of a shell allowlist, or null. An entry is exact words, the placeholders of
 * `ARGV_PLACEHOLDERS` (alone, or as the value of an option: `--depth=<int>`), and `...` as the last word only.
 */
export function argvPatternProblem(pattern: ArgvPattern): string | null {
  const [first] = pattern;
  if (first === undefined || first === "") return "expected at least the name of a command, found nothing";
  if (readWord(first).kind !== "exact") return `expected the name of a command as the first word, found ${first}`;
  for (const [index, text] of pattern.entries()) {
    if (text.includes("\0")) return "expected words without NUL";
    if (text === FREE_TAIL && index < pattern.length - 1) return "expected `...` as the last word only";
    const word = readWord(text);
    if (word.kind === "unknown" && text !== FREE_TAIL)
      return `expected one of ${ARGV_PLACEHOLDERS.join(", ")}, alone or after --option=, found ${text}`;
  }
  return null;
}

function matchWord(text: string, word: string): boolean {
  const expected = readWord(text);
  switch (expected.kind) {
    case "exact":
      return word === expected.text;
    case "placeholder": {
      if (!word.startsWith(expected.prefix)) return false;
      const value = word.slice(expected.prefix.length);
      return isPlain(value) && expected.accepts(value);
    }
    case "unknown":
      return false;
  }
}

/**
 * Whether one entry of a shell allowlist permits a command. Word by word, and as many words as the entry has, unless it
 * ends with `...`: `git log` does not permit `git log --output=x`. A broken entry permits nothing.
 */
export function matchArgv(pattern: ArgvPattern, argv: readonly string[]): boolean {
  if (argvPatternProblem(pattern) !== null || argv.some((word) => word.includes("\0"))) return false;
  const free = pattern.at(-1) === FREE_TAIL;
  const fixed = free ? pattern.slice(0, -1) : pattern;
  if (free ? argv.length < fixed.length : argv.length !== fixed.length) return false;
  return fixed.every((text, index) => matchWord(text, argv[index] as string));
}

/**
 * The word of a command that alone keeps it from being allowed, because it does not fit the placeholder that stands for it:
 * `-1` for `<int>`. Null where more than that is different.
 */
export function findMisfit(
  patterns: readonly ArgvPattern[],
  argv: readonly string[],
): { readonly word: string; readonly expected: string } | null {
  for (const pattern of patterns) {
    for (const [index, expected] of pattern.entries()) {
      const word = argv[index];
      const allowed = readWord(expected);
      if (word === undefined || allowed.kind !== "placeholder" || !word.startsWith(allowed.prefix)) continue;
      // Whatever fits the place, so that only the rest is compared.
      const others = pattern.map((text, at) => (at === index ? word : text));
      if (!matchArgv(pattern, argv) && readWord(word).kind === "exact" && matchArgv(others, argv))
        return { word: word.slice(allowed.prefix.length), expected: expected.slice(allowed.prefix.length) };
    }
  }
  return null;
}

/**
 * One word of a shell allowlist entry. Exact text, a typed placeholder such as `<path>`, `<ref>`, `<int>`, `<word>`,
 * or, as the last one only, `...` for a free tail.
 */
export type ArgvPattern = readonly string[];
