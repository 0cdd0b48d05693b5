/**
 * Characters that a screen does not show or that change how their neighbours are read: C0 and C1 controls, soft hyphen,
 * Arabic letter mark, zero-width and bidirectional controls, line and paragraph separators, invisible operators,
 * variation selectors for tags, byte order mark, interlinear anchors, tag characters, and lone surrogates.
 */
const HIDDEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this finds.
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb]|\u034f|[\u{e0000}-\u{e0fff}]|[\ud800-\udfff]/gu;

/** Makes hidden characters visible by their code point, e.g. `⟨U+202E⟩`, so that what is read is what is there. One line. */
export function escapeControl(text: string): string {
  return text.replace(
    HIDDEN,
    (character) => `⟨U+${(character.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, "0")}⟩`,
  );
}
