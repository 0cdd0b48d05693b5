import { expectFile, hasText } from "../expected-file.ts";
import type { RepositoryRule } from "../rule.ts";

export const securityPolicyPresent: RepositoryRule = {
  kind: "repository",
  id: "security-policy-present",
  title: "A security policy says how to report a vulnerability",
  category: "governance",
  severity: "warning",
  securitySeverity: 2.0,
  profiles: ["default", "strict"],
  protects: "Someone who finds a vulnerability needs a private way to tell you, or tells everybody.",
  fix: "Put a SECURITY.md with an address and the versions that get fixes into the root, .github/ or docs/.",
  examples: [
    {
      name: "no policy",
      found: { "README.md": "# Acme\n" },
      repaired: { "SECURITY.md": "Write to security@acme.example. We answer within two days.\n" },
    },
  ],
  check: (repository) =>
    expectFile(repository, {
      matches: (path) => /^(\.github\/|docs\/)?security(\.(md|markdown|rst|txt|adoc))?$/i.test(path),
      places: ["SECURITY.md", ".github/SECURITY.md", "docs/SECURITY.md"],
      noun: "a security policy",
      remedy: "Add a SECURITY.md that says how to report a vulnerability.",
      hasContent: hasText,
      emptyRemedy: "Write how to report a vulnerability.",
    }),
};
