import { byCodeUnits } from "./code-unit-order.ts";
import type { RawFinding } from "./finding.ts";
import type { Repository } from "./rule.ts";

/** A file that a repository should have. */
export interface ExpectedFile {
  /** Whether a selected path is such a file. */
  matches(path: string): boolean;
  /** Where it is usually put, best first. Also looked for as links, which no listing shows. */
  readonly places: readonly [string, ...string[]];
  /** What it is called in messages. */
  readonly noun: string;
  /** What to do when it is missing. */
  readonly remedy: string;
  /** Whether the text says something at all. */
  hasContent(text: string): boolean;
  /** What is missing when it says nothing; absent: content. */
  readonly content?: string;
  /** What to do when it says nothing. */
  readonly emptyRemedy: string;
}

/** Finds nothing when one of the candidates has content; else says that the file is missing, empty, or only a link. */
export async function expectFile(repository: Repository, expected: ExpectedFile): Promise<readonly RawFinding[]> {
  const listed = repository.files.map(({ path }) => path).filter((path) => expected.matches(path));
  const candidates = [...listed].sort((a, b) => a.split("/").length - b.split("/").length || byCodeUnits(a, b));
  let empty: string | null = null;
  for (const path of candidates) {
    const found = await repository.look(path);
    if (found.kind !== "text" || expected.hasContent(found.text)) return [];
    empty ??= path;
  }
  if (empty !== null) {
    return [
      at(
        empty,
        "empty",
        `${empty}: expected ${expected.noun} with ${expected.content ?? "content"}, found none. ${expected.emptyRemedy}`,
      ),
    ];
  }
  for (const path of expected.places) {
    const found = await repository.look(path);
    if (found.kind === "link") {
      const message = `${path} is a link: it is not followed, so its content was not checked. Keep the file itself here.`;
      return [{ ...at(path, "link", message), severity: "note" }];
    }
  }
  const [best] = expected.places;
  return [
    at(best, "missing", `Expected ${expected.noun} (${expected.places.join(", ")}), found none. ${expected.remedy}`),
  ];
}

function at(path: string, context: string, message: string): RawFinding {
  return { path, line: null, column: null, context, message };
}

/** Whether a text holds anything but white space. */
export function hasText(text: string): boolean {
  return text.trim() !== "";
}
