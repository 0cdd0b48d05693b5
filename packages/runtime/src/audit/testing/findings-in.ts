import type { RawFinding } from "../finding.ts";
import type { RepositoryRule } from "../rule.ts";

/** What a rule about the repository as a whole finds in one that has these files, and nothing else. */
export async function findingsIn(
  rule: RepositoryRule,
  files: { readonly [path: string]: string },
): Promise<readonly RawFinding[]> {
  return rule.check({
    files: Object.entries(files).map(([path, text]) => ({ path, bytes: Buffer.byteLength(text) })),
    look: async (path) => {
      const text = files[path];
      return text === undefined ? { kind: "missing" } : { kind: "text", text };
    },
  });
}
