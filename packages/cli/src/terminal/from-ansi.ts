import { bold, cyan, type Text } from "./text.ts";

/** The parser's own help, with the two styles it was given, as a text; whatever else is in it counts as data. */
export function fromAnsi(help: string): Text {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what is looked for.
  return help.split(/(\x1b\[1m.*?\x1b\[22m|\x1b\[36m.*?\x1b\[39m)/s).map((part) => {
    if (part.startsWith("\x1b[1m")) return bold(part.slice(4, -5));
    if (part.startsWith("\x1b[36m")) return cyan(part.slice(5, -5));
    return part;
  });
}
