import { namesOwner } from "../code-owners.ts";
import { expectFile } from "../expected-file.ts";
import type { RepositoryRule } from "../rule.ts";

export const codeOwnersPresent: RepositoryRule = {
  kind: "repository",
  id: "code-owners-present",
  title: "Code owners say who reviews what",
  category: "governance",
  severity: "warning",
  profiles: ["default", "strict"],
  help: "With a CODEOWNERS file the hosting service asks the right people for a review. Put one into .github/, .gitlab/, docs/ or the root; the name is case-sensitive.",
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
