import type { RawFinding } from "../finding.ts";
import type { FileRule } from "../rule.ts";

const BIDI = /[\u202a-\u202e\u2066-\u2069]/g;
const NAMES: { readonly [character: string]: string } = {
  "\u202a": "left-to-right embedding",
  "\u202b": "right-to-left embedding",
  "\u202c": "pop directional formatting",
  "\u202d": "left-to-right override",
  "\u202e": "right-to-left override",
  "\u2066": "left-to-right isolate",
  "\u2067": "right-to-left isolate",
  "\u2068": "first strong isolate",
  "\u2069": "pop directional isolate",
};
/** Prose and translations, where right-to-left text has honest uses for them. */
const PROSE =
  /\.(md|mdx|markdown|rst|adoc|txt|html?|xml|po|pot|arb|strings|properties|xlf|xliff|resx|tex|csv|tsv|svg)$|(^|\/)(locales?|i18n|l10n|translations?)\//i;

/** A line with such characters: the offset of the first, and how often each occurs. */
interface MarkedLine {
  readonly offset: number;
  readonly line: number;
  readonly seen: Map<string, number>;
}

export const bidiControl: FileRule = {
  kind: "file",
  id: "bidi-control",
  title: "No bidirectional control character hides what code does",
  category: "source-trust",
  severity: "error",
  securitySeverity: 7.5,
  profiles: ["default", "strict"],
  protects:
    "A reviewer sees text in another order than the compiler reads it when control characters U+202A to U+202E or U+2066 to U+2069 stand in it (Trojan Source, CVE-2021-42574).",
  fix: "Remove the characters, or write them as escapes where the program needs them.",
  examples: [
    {
      name: "a comment that is shown as code",
      found: { "src/access.ts": "if (role !== 'user\u202e \u2066// only admins\u2069 \u2066') {\n  open();\n}\n" },
      repaired: { "src/access.ts": "if (role !== 'user') { // only admins\n  open();\n}\n" },
    },
  ],
  *check(file): Generator<RawFinding> {
    const severity = PROSE.test(file.path) ? { severity: "warning" as const } : {};
    let open: MarkedLine | null = null as MarkedLine | null;
    const finding = ({ offset, seen }: MarkedLine): RawFinding => {
      const count = [...seen.values()].reduce((sum, each) => sum + each, 0);
      const names = [...seen.keys()].map(describe).join(", ");
      return {
        path: file.path,
        ...file.span(offset, offset + 1),
        context: file.lineAt(offset),
        message: `Expected text in the order it is read, found ${count} bidirectional control character${count === 1 ? "" : "s"}: ${names}. Remove or escape what has no honest use.`,
        ...severity,
      };
    };
    for (const { index, 0: character } of file.text.matchAll(BIDI)) {
      const { line } = file.place(index);
      if (open?.line !== line) {
        if (open) yield finding(open);
        open = { offset: index, line, seen: new Map() };
      }
      open.seen.set(character, (open.seen.get(character) ?? 0) + 1);
    }
    if (open) yield finding(open);
  },
};

function describe(character: string): string {
  return `U+${character.charCodeAt(0).toString(16).toUpperCase()} (${NAMES[character] ?? "control"})`;
}
