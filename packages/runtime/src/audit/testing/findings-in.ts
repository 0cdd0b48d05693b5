import { createPace } from "../../platform/pace.ts";
import { concerns } from "../concerns.ts";
import type { RawFinding } from "../finding.ts";
import type { ExampleFiles, Rule } from "../rule.ts";
import { textFile } from "../text-file.ts";

/** What a rule finds in a repository that has these files, and nothing else. A file rule is asked where its path and keywords say so. */
export async function findingsIn(rule: Rule, files: ExampleFiles): Promise<readonly RawFinding[]> {
  const listed = Object.entries(files).map(([path, content]) => ({
    path,
    bytes: typeof content === "string" ? Buffer.byteLength(content) : content.bytes,
  }));
  if (rule.kind === "repository") {
    return rule.check({
      files: listed,
      look: async (path) => {
        const text = files[path];
        if (text === undefined) return { kind: "missing" };
        return typeof text === "string" ? { kind: "text", text } : { kind: "unreadable" };
      },
    });
  }
  const pace = createPace(new AbortController().signal);
  const found: RawFinding[] = [];
  for (const file of listed) {
    const text = files[file.path];
    if (typeof text !== "string") continue;
    const source = textFile(file, text);
    if (concerns(rule, source)) found.push(...(await Array.fromAsync(rule.check(source, pace))));
  }
  return found;
}
