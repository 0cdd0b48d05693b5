import { expectFile, hasText } from "../expected-file.ts";
import type { RepositoryRule } from "../rule.ts";

export const licencePresent: RepositoryRule = {
  kind: "repository",
  id: "licence-present",
  title: "A licence says what others may do",
  category: "governance",
  severity: "warning",
  profiles: ["default", "strict"],
  help: "Without a licence nobody else may use, change or pass the code on. Put the full text into LICENSE in the root (COPYING, UNLICENSE and a LICENSES/ folder as REUSE wants it count too); for internal code, say that it is proprietary.",
  check: (repository) =>
    expectFile(repository, {
      matches: (path) => /^((licen[cs]e|copying|unlicen[cs]e)([.-][^/]*)?|LICENSES\/[^/]+)$/i.test(path),
      places: ["LICENSE", "LICENSE.md", "LICENSE.txt", "LICENCE", "LICENCE.md", "COPYING"],
      noun: "a licence",
      remedy: "Add a LICENSE file with the full text of the licence.",
      hasContent: hasText,
      emptyRemedy: "Put the full text of the licence into it.",
    }),
};
