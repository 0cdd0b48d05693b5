import { expectFile, hasText } from "../expected-file.ts";
import type { RepositoryRule } from "../rule.ts";
import { readmePattern } from "./readme-file.ts";

export const readmePresent: RepositoryRule = {
  kind: "repository",
  id: "readme-present",
  title: "A README says what this repository is",
  category: "governance",
  severity: "warning",
  profiles: ["default", "strict"],
  protects: "Readers and new colleagues start at the README: without one they ask, or guess.",
  fix: "Put a README.md with the purpose, the way to install and the way to use it into the root (docs/ and .github/ count too).",
  examples: [
    {
      name: "an empty README",
      found: { "README.md": "\n" },
      repaired: { "README.md": "# Acme\n\nRoutes parcels between depots.\n" },
    },
  ],
  check: (repository) =>
    expectFile(repository, {
      matches: (path) => readmePattern.test(path),
      places: ["README.md", "README", "README.rst", "README.txt", "README.adoc", ".github/README.md", "docs/README.md"],
      noun: "a README",
      remedy: "Add a README.md that says what this repository is for.",
      hasContent: hasText,
      emptyRemedy: "Write what this repository is for.",
    }),
};
