import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { RunReport } from "@sdetkit/core";

/** A finding of an audit that counts as an error. */
export interface WorstFinding {
  readonly rule: string;
  /** From the root of the repository. */
  readonly path: string;
  readonly line: number | null;
}

interface AuditFile {
  readonly findings?: readonly (WorstFinding & { readonly severity: string })[];
}

/** The errors that the audit of a run found, the first few, as its `audit.json` has them; none where it wrote none. */
export async function worstFindings(root: string, run: RunReport | undefined, most: number): Promise<WorstFinding[]> {
  const file = run?.artifacts.find(({ path }) => path.endsWith("/audit.json"));
  if (file === undefined) return [];
  const { findings = [] } = JSON.parse(await readFile(join(root, file.path), "utf8")) as AuditFile;
  const errors = findings.filter(({ severity }) => severity === "error").slice(0, most);
  return errors.map(({ rule, path, line }) => ({ rule, path, line }));
}
