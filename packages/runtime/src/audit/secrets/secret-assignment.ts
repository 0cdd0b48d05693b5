import type { RawFinding } from "../finding.ts";
import type { FileRule } from "../rule.ts";
import { findAssignedSecrets, secretWords } from "./assigned-secret.ts";
import { findSecrets, type Secret } from "./find-secrets.ts";
import { isGenerated } from "./is-generated.ts";
import { isSamplePath } from "./judge-secret.ts";
import { silencedBy } from "./silenced-by.ts";

export const secretAssignment: FileRule = {
  kind: "file",
  id: "secret-assignment",
  title: "No variable or setting is given a secret in the source",
  category: "secrets",
  severity: "warning",
  securitySeverity: 6.0,
  profiles: ["strict"],
  protects:
    "What a name calls a password, key or token and what looks as if chance had made it is a secret of somebody, also where no vendor's form gives it away.",
  fix: "Revoke it if it opens anything, and read it from the environment or a secret store. A secretlint-disable comment with a reason silences a false hit.",
  examples: [
    {
      name: "a password in a setting",
      found: { "app.properties": `db.password=${"q7"}Xw2!vB9z\n` },
      repaired: { "app.properties": "db.password=${DB_PASSWORD}\n" },
    },
    {
      name: "a key in a program",
      found: { "client.py": `API_KEY = "${"9f2K"}xQ7bLm4TzR1vW8sD"\n` },
      repaired: { "client.py": 'API_KEY = os.environ["API_KEY"]\n' },
    },
  ],
  applies: (path) => !isGenerated(path),
  keywords: secretWords,
  async *check(file, pace): AsyncGenerator<RawFinding> {
    const silenced = silencedBy(file.path, file.text, (offset) => file.place(offset).line);
    let known: readonly Secret[] | undefined;
    for (const { name, word, from, to } of findAssignedSecrets(file.text, file.path)) {
      // What has a form of its own is the other rule's.
      known ??= await Array.fromAsync(findSecrets(file.text, file.path, pace));
      if (known.some((each) => each.from < to && from < each.to)) continue;
      const place = file.span(from, to);
      if (silenced("assignment", from, place.line)) continue;
      yield {
        path: file.path,
        ...place,
        context: `assignment ${name}`,
        message: `Expected no secret, found a value that looks like one behind a name with \`${word}\`. Read it from the environment or a secret store.`,
        severity: isSamplePath(file.path) ? "note" : "warning",
      };
    }
  },
};
