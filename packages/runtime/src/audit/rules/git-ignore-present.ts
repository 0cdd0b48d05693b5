import { expectFile, hasText } from "../expected-file.ts";
import type { RepositoryRule } from "../rule.ts";

export const gitIgnorePresent: RepositoryRule = {
  kind: "repository",
  id: "git-ignore-present",
  title: "A .gitignore keeps build output and local secrets out",
  category: "hygiene",
  severity: "note",
  profiles: ["strict"],
  help: "Without a .gitignore it takes one `git add .` to publish dependencies, build output and .env files. Add one to the root.",
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
