import { createConfinedFiles } from "../files/confined-files.ts";
import { createRedactor } from "../redact/create-redactor.ts";
import { findRepository } from "../workspace/repository.ts";
import { folderFilter, repositoryFilter } from "../workspace/source-filter.ts";
import { type Audit, type AuditOptions, auditRepository } from "./audit-repository.ts";
import { openOutcomeCache } from "./cache/outcome-cache.ts";
import type { Finding } from "./finding.ts";
import { type ShownLine, shownLines } from "./shown-line.ts";

/** An audit of a folder, and how its findings are shown. */
export interface WorkspaceAudit {
  readonly audit: Audit;
  /** The lines that findings are about, with every secret in them masked; null for a finding about a file as a whole. */
  linesOf(findings: readonly Finding[]): Promise<readonly (ShownLine | null)[]>;
}

/** How a folder is audited outside of any run. */
export interface WorkspaceAuditOptions extends Omit<AuditOptions, "source" | "cache"> {
  /** A folder of this user's for what is known from earlier audits; absent: nothing is kept. */
  readonly cacheFolder?: string | undefined;
}

/**
 * Audits a folder outside of any run: it only reads, and nothing is recorded.
 * @param root absolute: the top of a workspace.
 * @throws Fault `git-missing`, `repository-unreadable`.
 */
export async function auditWorkspace(
  root: string,
  { cacheFolder, ...options }: WorkspaceAuditOptions,
): Promise<WorkspaceAudit> {
  const files = createConfinedFiles({ workspace: root, output: root });
  const source = (await findRepository(root)) === null ? folderFilter(files) : repositoryFilter(root);
  const audit = await auditRepository(files, {
    ...options,
    source,
    ...(cacheFolder === undefined ? {} : { cache: openOutcomeCache(cacheFolder, root, options.rules) }),
  });
  const { shapes } = createRedactor({ secrets: [] });
  return {
    audit: { ...audit, findings: shapes.json(audit.findings), suppressed: shapes.json(audit.suppressed) },
    linesOf: (findings) => shownLines(files, findings, options.signal),
  };
}
