import { expectFile } from "../expected-file.ts";
import type { RepositoryRule } from "../rule.ts";
import { namesOwner } from "./code-owners.ts";

export const codeOwnersPresent: RepositoryRule = {
  kind: "repository",
  id: "code-owners-present",
  title: "Code owners say who reviews what",
  category: "governance",
  severity: "warning",
  profiles: ["default", "strict"],
  protects:
    "With code owners the hosting service asks the right people for a review, and no change to a delicate part is merged past them.",
  fix: "Put a CODEOWNERS file into .github/, .gitlab/, docs/ or the root, with a pattern and its owners on each line. The name is case-sensitive.",
  examples: [
    {
      name: "a file that names nobody",
      found: { ".github/CODEOWNERS": "# to be filled in\n" },
      repaired: { ".github/CODEOWNERS": "* @acme/platform\n/billing/ @acme/payments\n" },
    },
  ],
  check: (repository) =>
    expectFile(repository, {
      matches: (path) => /^(\.github\/|\.gitlab\/|docs\/)?CODEOWNERS$/.test(path),
      places: ["CODEOWNERS", ".github/CODEOWNERS", ".gitlab/CODEOWNERS", "docs/CODEOWNERS"],
      noun: "code owners",
      remedy: "Add a CODEOWNERS file that names who reviews what.",
      hasContent: namesOwner,
      content: "an owner",
      emptyRemedy: "Add a line with a pattern and its owners: @user, @organisation/team or an e-mail address.",
    }),
};
