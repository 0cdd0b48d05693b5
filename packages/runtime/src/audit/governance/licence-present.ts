import { expectFile, hasText } from "../expected-file.ts";
import type { RepositoryRule } from "../rule.ts";

/** Names that GitHub's licensee takes for a licence, with versions (`LICENSE_1_0.txt`) and whose licence it is (`MIT-LICENSE`). */
const NAME =
  /^(?:(?:un)?licen[cs]e|copying3?|copyright|ofl)(?:[._-][^/]*)?$|^\w+[-_](?:(?:un)?licen[cs]e|copying)[^/]*$/i;
/** A tool or its settings that is called after licences, or a header to put above files. */
const NO_TEXT =
  /\.(?:spdx|header|gemspec|jsonc?|ya?ml|toml|ini|cfg|xml|lock|[cm]?[jt]sx?|vue|py|rb|go|rs|php|pl|lua|java|kt|kts|scala|groovy|gradle|swift|cs|csproj|c|cc|cpp|h|hpp|sh|bash|zsh|fish|ps1|bat|cmd|png|jpe?g|gif|svg|ico)$/i;

export const licencePresent: RepositoryRule = {
  kind: "repository",
  id: "licence-present",
  title: "A licence says what others may do",
  category: "governance",
  severity: "warning",
  profiles: ["default", "strict"],
  protects: "Without a licence nobody else may use, change or pass the code on.",
  fix: "Put the full text of the licence into LICENSE in the root (COPYING, UNLICENSE, MIT-LICENSE and a LICENSES/ folder as REUSE wants it count too). For internal code, say that it is proprietary.",
  examples: [
    {
      name: "no licence",
      found: { "README.md": "# Acme\n" },
      repaired: {
        "README.md": "# Acme\n",
        LICENSE: "MIT License\n\nPermission is hereby granted, free of charge, …\n",
      },
    },
  ],
  check: (repository) =>
    expectFile(repository, {
      matches: isLicence,
      places: ["LICENSE", "LICENSE.md", "LICENSE.txt", "LICENCE", "LICENCE.md", "COPYING"],
      noun: "a licence",
      remedy: "Add a LICENSE file with the full text of the licence.",
      hasContent: hasText,
      emptyRemedy: "Put the full text of the licence into it.",
    }),
};

function isLicence(path: string): boolean {
  return /^LICENSES\/[^/]+$/i.test(path) || (NAME.test(path) && !NO_TEXT.test(path));
}
