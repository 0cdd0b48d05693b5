/** A word as it was typed, without its quotes. */
export interface Token {
  readonly text: string;
  /** Where `=` stands when the word is `name=value` and the name is not quoted; -1 otherwise. */
  readonly equals: number;
}

/** What phones make of straight quotes. */
const CURLY: readonly (readonly [RegExp, string])[] = [
  [/[\u201c\u201d\u201e\u201f\u00ab\u00bb]/g, '"'],
  [/[\u2018\u2019\u201a\u201b]/g, "'"],
];

/**
 * Splits at blanks; `"two words"` and `'two words'` stay together, also behind `name=`. A quote that is never closed is an ordinary
 * character, as in `don't`. Nothing is expanded.
 */
export function tokenize(typed: string): Token[] {
  const text = CURLY.reduce((straight, [curly, quote]) => straight.replace(curly, quote), typed);
  return [...text.matchAll(/(?:[^\s"'=]+=)?(?:"([^"]*)"|'([^']*)')(?=\s|$)|\S+/g)].map(([whole]) => {
    const quoted = /^((?:[^\s"'=]+=)?)(?:"([^"]*)"|'([^']*)')$/.exec(whole);
    if (!quoted) return { text: whole, equals: whole.indexOf("=") };
    const [, name = "", double, single] = quoted;
    return { text: `${name}${double ?? single ?? ""}`, equals: name.length - 1 };
  });
}
