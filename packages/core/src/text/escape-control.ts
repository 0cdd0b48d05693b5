import { HIDDEN_CHARACTERS } from "./hidden-characters.ts";

/** Makes hidden characters visible by their code point, e.g. `⟨U+202E⟩`, so that what is read is what is there. One line. */
export function escapeControl(text: string): string {
  return text.replace(
    HIDDEN_CHARACTERS,
    (character) => `⟨U+${(character.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, "0")}⟩`,
  );
}
