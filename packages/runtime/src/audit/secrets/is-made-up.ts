/** What authors write where a secret would go. */
const WORDS =
  /example|placeholder|changeme|change_me|dummy|redacted|replace[-_]?(?:me|with|this)|your[-_]?|insert[-_]|todo|\.{3}|<[a-z_ -]+>|\$\{|\{\{/i;
/** What stands for characters that are left out. */
const BLANK = /x{6}|\*{4}|([0-9a-z])\1{12}|put[-_]your/i;
const ROWS = ["0123456789", "abcdefghijklmnopqrstuvwxyz"];
const ORDERED = new Set(ROWS.flatMap((row) => [...(row + row[0])].slice(1).map((next, index) => row[index] + next)));
/** The share and the longest run of ordered characters, from which on somebody typed them. */
const MOST_ORDERED = 0.8;
const LONGEST_RUN = 20;

/** Whether something stands in the place of the characters of a secret: one of them again and again. */
export function isBlank(text: string): boolean {
  return BLANK.test(text);
}

/** Whether what varies in a secret was typed to show its form: words that say so, or characters in their order. */
export function isMadeUp(text: string): boolean {
  return isBlank(text) || WORDS.test(text) || isOrdered(text.toLowerCase());
}

/** Whether most characters repeat or follow the one before. Of random ones a few hundredths do. */
function isOrdered(text: string): boolean {
  let ordered = 0;
  let run = 0;
  for (let index = 1; index < text.length; index++) {
    const pair = text.slice(index - 1, index + 1);
    if (pair[0] === pair[1] || ORDERED.has(pair)) {
      ordered++;
      if (++run >= LONGEST_RUN) return true;
    } else run = 0;
  }
  return text.length > 1 && ordered / (text.length - 1) > MOST_ORDERED;
}
