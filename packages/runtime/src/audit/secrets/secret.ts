import type { RawFinding } from "../finding.ts";
import type { FileRule, TextFile } from "../rule.ts";
import { findSecrets, type Secret } from "./find-secrets.ts";
import { judgeSecret } from "./judge-secret.ts";
import { silencedBy } from "./silenced-by.ts";

/** How much of the line on either side of a secret tells it from others, in UTF-16 code units. */
const CONTEXT = 100;

export const secret: FileRule = {
  kind: "file",
  id: "secret",
  title: "No secret is part of the repository",
  category: "secrets",
  severity: "error",
  securitySeverity: 8.5,
  profiles: ["default", "strict"],
  protects:
    "Whoever can read the repository or any clone of it has the secret, in its history too. Passwords inside addresses are a warning, since many are examples; below folders of tests, examples and documentation they and private keys are a note.",
  fix: "Revoke it first, then keep its successor in a secret store; removing the line leaves it in the history. A secretlint-disable comment with a reason silences a false hit.",
  examples: [
    {
      name: "a token in a script",
      found: {
        "deploy.sh": `curl -H "Authorization: Bearer ${"ghp_"}wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx" https://api.github.com/user\n`,
      },
      repaired: { "deploy.sh": 'curl -H "Authorization: Bearer $GITHUB_TOKEN" https://api.github.com/user\n' },
    },
    {
      name: "a password in an address",
      found: { "settings.py": `DATABASE = "postgres://app:${"hunter2"}hunter2@db.internal.corp:5432/app"\n` },
      repaired: { "settings.py": 'DATABASE = os.environ["DATABASE_URL"]\n' },
    },
  ],
  async *check(file, pace): AsyncGenerator<RawFinding> {
    const silenced = silencedBy(file.path, file.text, (offset) => file.place(offset).line);
    for await (const found of findSecrets(file.text, file.path, pace)) {
      const place = file.span(found.from, found.to);
      const verdict = judgeSecret(found, file);
      if (verdict === "example" || silenced(found.detector, found.from, place.line)) continue;
      yield {
        path: file.path,
        ...place,
        context: `${found.detector} ${found.kind} ${maskedSurroundings(file, found)}`,
        message: `Expected no secret, found one${nameOf(found)}. ${verdict.remedy}`,
        severity: verdict.severity,
      };
    }
  },
};

function nameOf({ title, detector, kind }: Secret): string {
  return title === undefined ? ` that ${detector} (${kind}) recognises` : `: ${title} (${kind})`;
}

/** The line around a secret with every secret in it replaced, whatever its length: not even a hash of a secret is kept. */
function maskedSurroundings({ text }: TextFile, { from, to, near }: Secret): string {
  const before = text.slice(Math.max(0, from - CONTEXT), from).search(/[^\r\n]*$/) + Math.max(0, from - CONTEXT);
  const after = to + (/^[^\r\n]*/.exec(text.slice(to, to + CONTEXT))?.[0].length ?? 0);
  let masked = "";
  let kept = before;
  for (const each of near) {
    if (each.to <= kept || each.from >= after) continue;
    masked += `${text.slice(kept, Math.max(kept, each.from))}\u2026`;
    kept = each.to;
  }
  return masked + text.slice(kept, Math.max(kept, after));
}
