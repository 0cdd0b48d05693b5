/** What authors write where a secret would go. */
const WORDS =
  /example|placeholder|changeme|change_me|dummy|redacted|replace[-_]?(?:me|with|this)|your[-_]?|insert[-_]|todo|x{6}|\*{4}|\.{3}|<[a-z_ -]+>|\$\{|\{\{/i;
const ROWS = ["0123456789", "abcdefghijklmnopqrstuvwxyz"];
const ORDERED = new Set(ROWS.flatMap((row) => [...(row + row[0])].slice(1).map((next, index) => row[index] + next)));

/** Whether what varies in a secret was typed to show its form: words that say so, or characters in their order. */
export function isMadeUp(text: string): boolean {
  return WORDS.test(text) || orderedShare(text.toLowerCase()) > 0.6;
}

/** The share of characters that repeat or follow the one before. Of random ones it is a few hundredths. */
function orderedShare(text: string): number {
  let ordered = 0;
  for (let index = 1; index < text.length; index++) {
    const pair = text.slice(index - 1, index + 1);
    if (pair[0] === pair[1] || ORDERED.has(pair)) ordered++;
  }
  return text.length < 2 ? 0 : ordered / (text.length - 1);
}
