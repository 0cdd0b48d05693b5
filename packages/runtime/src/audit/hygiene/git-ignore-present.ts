import { expectFile, hasText } from "../expected-file.ts";
import type { RepositoryRule } from "../rule.ts";

export const gitIgnorePresent: RepositoryRule = {
  kind: "repository",
  id: "git-ignore-present",
  title: "A .gitignore keeps build output and local secrets out",
  category: "hygiene",
  severity: "note",
  profiles: ["strict"],
  protects: "Without a .gitignore it takes one `git add .` to publish dependencies, build output and .env files.",
  fix: "Add a .gitignore to the root that names build output, dependencies and local settings.",
  examples: [
    {
      name: "no .gitignore",
      found: { "package.json": "{}\n" },
      repaired: { "package.json": "{}\n", ".gitignore": "node_modules/\ndist/\n.env\n" },
    },
  ],
  check: (repository) =>
    expectFile(repository, {
      matches: (path) => path === ".gitignore",
      places: [".gitignore"],
      noun: "a .gitignore",
      remedy: "Add one that names build output, dependencies and local settings.",
      hasContent: hasText,
      emptyRemedy: "Name build output, dependencies and local settings in it.",
    }),
};
