/**
 * What two texts have to share to be equal without regard to letter case: each character in its upper case of one character, as
 * .NET's OrdinalIgnoreCase compares them, and so GitHub's runner. No language has a say in it: ß is not ss, ı and ſ stay apart
 * from I and S. Its length is the text's.
 */
export function foldCase(text: string): string {
  if (!/[\u0080-\uffff]/.test(text)) return text.toUpperCase();
  let folded = "";
  for (const character of text) folded += upperOf(character);
  return folded;
}

function upperOf(character: string): string {
  if (character === "\u0131" || character === "\u017f") return character;
  const upper = character.toUpperCase();
  if (upper.length === character.length && upper.codePointAt(0)! > 0xffff === character.codePointAt(0)! > 0xffff)
    return upper;
  return String.fromCodePoint(WITH_IOTA.get(character.codePointAt(0)!) ?? character.codePointAt(0)!);
}

/** Greek letters with an iota below: written in full their upper case is two letters, of one it is this (UnicodeData.txt). */
const WITH_IOTA = new Map<number, number>([
  ...[0x1f80, 0x1f90, 0x1fa0].flatMap((first) =>
    Array.from({ length: 8 }, (_, index): [number, number] => [first + index, first + index + 8]),
  ),
  [0x1fb3, 0x1fbc],
  [0x1fc3, 0x1fcc],
  [0x1ff3, 0x1ffc],
]);
