import { byCodeUnits } from "../code-unit-order.ts";
import type { ExampleFiles, Rule } from "../rule.ts";

/** A rule as lines of Markdown: what it protects, how to repair what it finds, and its first example before and after. */
export function ruleMarkdown({ protects, fix, examples: [example] }: Rule): string {
  const parts = [protects, `**Fix.** ${fix}`];
  parts.push(`**Found**, ${example.name}:`, filesMarkdown(example.found));
  parts.push("**Repaired:**", filesMarkdown(example.repaired));
  return `${parts.join("\n\n")}\n`;
}

function filesMarkdown(files: ExampleFiles): string {
  const paths = Object.keys(files).sort(byCodeUnits);
  return paths.map((path) => fileMarkdown(path, files[path] as ExampleFiles[string])).join("\n\n");
}

function fileMarkdown(path: string, content: ExampleFiles[string]): string {
  if (typeof content !== "string") return `\`${path}\`, ${content.bytes} bytes`;
  const fence = "`".repeat(Math.max(3, ...[...content.matchAll(/`+/g)].map(([ticks]) => ticks.length + 1)));
  // Characters that reorder or hide text would do so on the page as well.
  const shown = content.replace(/[\p{Cf}\p{Co}]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
  return `\`${path}\`\n\n${fence}\n${shown}${shown.endsWith("\n") ? "" : "\n"}${fence}`;
}
