/** Whether a value is made of words: each part between separators, digits and capitals is one, and most of the value is letters. */
export function isWords(value: string): boolean {
  const parts = value.split(/[^A-Za-z]+|(?<=[a-z])(?=[A-Z])/).filter((part) => part !== "");
  const letters = parts.filter(isWord).reduce((sum, part) => sum + part.length, 0);
  return letters / value.length >= 0.7;
}

/** Three letters or more in one case, with a vowel in every five: random ones seldom are, and never most of a value. */
function isWord(part: string): boolean {
  return (
    part.length >= 3 && /^(?:[A-Z]?[a-z]+|[A-Z]+)$/.test(part) && !/[^aeiouy]{5}/i.test(part) && /[aeiouy]/i.test(part)
  );
}
