import type { ChangeUnderReview } from "../../workspace/change-under-review.ts";
import { textFile } from "../text-file.ts";
import { directivesOf } from "./directive.ts";
import type { Directive } from "./types.ts";

/**
 * Tells directives that a change brings from those that were there before, by their text and in the file as it was called then. A
 * directive that only moved within its file is not new.
 */
export async function newDirectives(
  change: ChangeUnderReview,
  paths: Iterable<string>,
): Promise<(path: string, directive: Directive) => boolean> {
  const before = new Map<string, ReadonlySet<string>>();
  for (const path of paths) {
    const text = (await change.textBefore(path)) ?? "";
    before.set(path, new Set(directivesOf(textFile({ path, bytes: text.length }, text)).map((each) => each.text)));
  }
  return (path, directive) => before.get(path)?.has(directive.text) === false;
}
