import type { TextFile } from "../../rule.ts";
import { archivedActions } from "../data/archived-actions.ts";
import { placedRule } from "../definition-rule.ts";
import { yamlOf } from "../model/definition-of.ts";
import { child, itemsOf, scalarOf, type YamlScalar } from "../yaml/yaml-node.ts";

const PRE_COMMIT = {
  applies: (path: string) => /(?:^|\/)\.pre-commit-config\.ya?ml$/.test(path),
  examplePath: ".pre-commit-config.yaml",
};

export const preCommitUrl = placedRule(
  {
    id: "pre-commit-insecure-url",
    title: "Hooks are fetched over an encrypted connection",
    severity: "warning",
    securitySeverity: 6.5,
    protects: "Over http:// and git:// anybody on the way can put other code into the hooks that run on every commit.",
    fix: "Write https:// or ssh://.",
    examples: [
      {
        name: "http",
        vulnerable: `repos:
  - repo: http://github.com/psf/black
    rev: 25.1.0
    hooks: [{ id: black }]
`,
        repaired: `repos:
  - repo: https://github.com/psf/black
    rev: 25.1.0
    hooks: [{ id: black }]
`,
      },
    ],
  },
  PRE_COMMIT,
  function* (file) {
    for (const url of repositories(file)) {
      if (!/^(?:http|git|ftp):\/\//i.test(url.text)) continue;
      yield {
        at: url.start,
        message: `Expected https:// or ssh://, found ${url.text.split(":")[0]}://. Anybody on the way can change the code.`,
      };
    }
  },
);

export const preCommitArchived = placedRule(
  {
    id: "pre-commit-archived",
    title: "Hooks are maintained by somebody",
    severity: "note",
    securitySeverity: 3,
    protects: "An archived repository gets no more mends. Judged by a list that comes with this version.",
    fix: "Move to a maintained hook.",
    examples: [
      {
        name: "a mirror that ended",
        vulnerable: `repos:
  - repo: https://github.com/pre-commit/mirrors-prettier
    rev: v4.0.0-alpha.8
    hooks: [{ id: prettier }]
`,
        repaired: `repos:
  - repo: https://github.com/rbubley/mirrors-prettier
    rev: v3.6.2
    hooks: [{ id: prettier }]
`,
      },
    ],
  },
  PRE_COMMIT,
  function* (file) {
    for (const url of repositories(file)) {
      const slug = /^https?:\/\/github\.com\/([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/i.exec(url.text)?.[1]?.toLowerCase();
      if (!slug || !archivedActions.has(slug)) continue;
      yield {
        at: url.start,
        message: `Expected a maintained hook, found \`${slug}\`, whose repository is archived. Replace it.`,
      };
    }
  },
);

function repositories(file: TextFile): readonly YamlScalar[] {
  return itemsOf(child(yamlOf(file).root, "repos")).flatMap((item) => scalarOf(child(item, "repo")) ?? []);
}
