import type { FileRule, TextFile } from "./rule.ts";
import { view } from "./view.ts";

const folded = view(({ text }) => text.toLowerCase());

/** Whether a rule is to be asked about a file: it applies to its path, and one of its keywords is in the text. */
export function concerns(rule: FileRule, file: TextFile): boolean {
  if (rule.applies && !rule.applies(file.path)) return false;
  if (!rule.keywords) return true;
  const text = folded(file);
  return rule.keywords.some((keyword) => text.includes(keyword));
}
