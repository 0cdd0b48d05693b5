import { lintSource } from "@secretlint/core";
import { secretLintProfiler } from "@secretlint/profiler";
import { creator } from "@secretlint/secretlint-rule-preset-recommend";
import type { SecretLintCoreConfig } from "@secretlint/types";
import type { RawFinding } from "../finding.ts";
import type { FileRule, TextFile } from "../rule.ts";

// Its profiler keeps every mark of every file and searches them all for each new one: most of the time of a run.
secretLintProfiler.mark = () => undefined;

const PRESET = "@secretlint/secretlint-rule-preset-recommend";
const config: SecretLintCoreConfig = {
  rules: [
    {
      id: PRESET,
      rule: creator,
      // Key ids are off in the preset; next to them the secret key is seldom far.
      rules: [{ id: "@secretlint/secretlint-rule-aws", options: { enableIDScanRule: true } }],
    },
  ],
};

/** Detectors that match a form of address, often with an invented password in it, and not the shape of one vendor's token. */
const UNSURE = new Set(["basicauth", "database-connection-string"]);

export const secret: FileRule = {
  kind: "file",
  id: "secret",
  title: "No secret is part of the repository",
  category: "security",
  severity: "error",
  profiles: ["default", "strict"],
  help: "Whoever can read the repository or any clone of it has the secret. Revoke it first, then take it out and keep it in a secret store; removing the line leaves it in the history. Passwords inside addresses are a warning, since many are examples. A secretlint-disable comment with a reason silences a false hit.",
  async check(file) {
    const { messages } = await lintSource({
      source: { filePath: file.path, content: file.text, contentType: "text", ext: extension(file.path) },
      options: { config, maskSecrets: true, noPhysicFilePath: true, locale: "en" },
    });
    const ranges = messages.map(({ range }) => range).sort((a, b) => a[0] - b[0]);
    const maskedLines = new Map<number, string>();
    const masked = (offset: number): string => {
      const { line } = file.place(offset);
      const known = maskedLines.get(line) ?? maskedLine(file, offset, ranges);
      maskedLines.set(line, known);
      return known;
    };
    return [...messages]
      .sort((a, b) => a.range[0] - b.range[0] || a.range[1] - b.range[1] || (a.messageId < b.messageId ? -1 : 1))
      .map(({ ruleId, messageId, range }): RawFinding => {
        const detector = ruleId.replace("@secretlint/secretlint-rule-", "");
        return {
          path: file.path,
          ...file.place(range[0]),
          context: `${detector} ${messageId} ${masked(range[0])}`,
          message: `Expected no secret, found one that ${detector} (${messageId}) recognises. Revoke it, then keep it outside the repository.`,
          ...(UNSURE.has(detector) ? { severity: "warning" as const } : {}),
        };
      });
  },
};

/** The line of an offset with every secret in it replaced, whatever its length: not even a hash of a secret is kept. */
function maskedLine(file: TextFile, offset: number, ranges: readonly (readonly [number, number])[]): string {
  const start = offset - file.place(offset).column + 1;
  const line = file.lineAt(offset);
  let masked = "";
  let from = 0;
  for (const [begin, end] of ranges) {
    const cutBegin = Math.max(begin - start, from);
    const cutEnd = Math.min(end - start, line.length);
    if (cutEnd <= cutBegin) continue;
    masked += `${line.slice(from, cutBegin)}\u2026`;
    from = cutEnd;
  }
  return masked + line.slice(from);
}

function extension(path: string): string {
  return /\.[^./]+$/.exec(path)?.[0] ?? "";
}
