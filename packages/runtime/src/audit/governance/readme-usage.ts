import type { RepositoryRule } from "../rule.ts";
import { readmePattern } from "./readme-file.ts";

const MARKDOWN_HEADING = /^ {0,3}(#{1,6}|=+)\s+(.*)$/;
const UNDERLINE = /^\s*(=+|-+|~+|\^+)\s*$/;
const TOPIC =
  /\b(install|installing|installation|set-?up|getting started|quick ?start|usage|use|using|run|running|build|building)\b/i;

export const readmeUsage: RepositoryRule = {
  kind: "repository",
  id: "readme-usage",
  title: "The README says how to install or use it",
  category: "governance",
  severity: "note",
  profiles: ["strict"],
  protects: "How to install and how to use it is what most readers look for first.",
  fix: "Add a heading such as Installation, Getting started or Usage. Headings of README.md, .rst and .adoc are recognised.",
  examples: [
    {
      name: "a README without a way in",
      found: { "README.md": "# Acme\n\n## History\n\nBegun in 2011.\n" },
      repaired: { "README.md": "# Acme\n\n## Getting started\n\nRun `npm start`.\n" },
    },
  ],
  async check(repository) {
    const readmes = repository.files.filter(({ path }) => readmePattern.test(path));
    let first: string | null = null;
    for (const { path } of readmes) {
      const found = await repository.look(path);
      if (found.kind !== "text" || found.text.trim() === "") continue;
      if (headings(found.text).some((heading) => TOPIC.test(heading))) return [];
      first ??= path;
    }
    if (first === null) return [];
    const message = `${first}: expected a heading about installing or using it, found none. Add one such as "## Getting started".`;
    return [{ path: first, line: null, column: null, context: "no usage heading", message }];
  },
};

function headings(text: string): string[] {
  const lines = text.split(/\r\n|\n|\r/);
  const found: string[] = [];
  lines.forEach((line, index) => {
    const marked = MARKDOWN_HEADING.exec(line);
    if (marked) found.push(marked[2] as string);
    else if (line.trim() !== "" && UNDERLINE.test(lines[index + 1] ?? "")) found.push(line);
  });
  return found;
}
