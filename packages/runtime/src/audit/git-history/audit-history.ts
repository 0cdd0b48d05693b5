import { createHash } from "node:crypto";
import { Fault } from "@sdetkit/core";
import { createPace, type Pace } from "../../platform/pace.ts";
import { createRedactor } from "../../redact/create-redactor.ts";
import { findRepository } from "../../workspace/repository.ts";
import { keptOf } from "../audit-file.ts";
import type { WorkspaceAudit } from "../audit-workspace.ts";
import { concerns } from "../concerns.ts";
import { decodeText } from "../decode-text.ts";
import type { Place, RawFinding } from "../finding.ts";
import { byPlaceAndRule, judgeFindings } from "../judge-findings.ts";
import { MAX_TEXT_BYTES } from "../read-file.ts";
import type { FileRule, Profile, Rule, TextFile } from "../rule.ts";
import { maskPaths } from "../secrets/mask-paths.ts";
import { textFile } from "../text-file.ts";
import { type FileVersion, listVersions } from "./list-versions.ts";
import { readBlobs } from "./read-blobs.ts";

export interface HistoryOptions {
  readonly profile: Profile;
  /** Of these, those about secrets in files are asked. */
  readonly rules: readonly Rule[];
  /** A commit; what was there then is left out. Null: from the first commit on. */
  readonly since: string | null;
  /** Whether what a file held at this path is wanted; absent: all is. */
  readonly wants?: (path: string) => boolean;
  /** The day of the audit as `YYYY-MM-DD`, by which a comment that silences a finding may have ended. Absent: none has. */
  readonly asOf?: string;
  readonly signal: AbortSignal;
}

/**
 * Looks for secrets in every content that a file ever had, behind the commit that is checked out. Each content is read once; of a secret
 * that stands in many, the oldest is reported, with its commit, the author's date and the path that it had.
 * @param root absolute: a folder of a git repository.
 * @throws Fault `usage` where there is no repository, no commit, or not the one of `since`.
 */
export async function auditHistory(root: string, options: HistoryOptions): Promise<WorkspaceAudit> {
  const repository = await findRepository(root);
  if (repository === null || repository.commit === null) {
    const remedy = "call it in a git repository that has a commit";
    throw new Fault("usage", "expected a history to look through, there is none", { remedy });
  }
  const pace = createPace(options.signal);
  const rules = options.rules.filter((rule): rule is FileRule => rule.category === "secrets" && rule.kind === "file");
  const { wants = () => true } = options;
  const versions = (await listVersions(repository.top, options.since)).filter(
    ({ path }) => path.startsWith(repository.prefix) && wants(path.slice(repository.prefix.length)),
  );
  const { shown } = await maskPaths([...new Set(versions.map(({ path }) => path))], pace);
  const raw = new Map<string, RawFinding[]>(rules.map(({ id }) => [id, []]));
  const reported = new Set<string>();
  let scanned = 0;
  let next = 0;
  for await (const content of readBlobs(
    repository.top,
    versions.map(({ blob }) => blob),
    MAX_TEXT_BYTES,
  )) {
    const version = versions[next++] as FileVersion;
    await pace.yieldIfDue();
    const text = content === null ? null : decodeText(content);
    if (text === null) continue;
    scanned++;
    const path = shown(version.path.slice(repository.prefix.length));
    const file = textFile({ path: version.path, bytes: text.length }, text);
    for (const rule of rules) {
      for (const found of keptOf(rule, await Array.fromAsync(findingsOf(rule, file, reported, pace)), file)) {
        raw
          .get(rule.id)
          ?.push({ ...found, path, message: `${found.message} ${whenOf(version)}`, commit: version.commit });
      }
    }
  }
  const terms = { asOf: options.asOf ?? null };
  const judged = rules.map((rule) => judgeFindings(rule, raw.get(rule.id) ?? [], options.profile, terms));
  const { shapes } = createRedactor({ secrets: [] });
  return {
    audit: {
      profile: options.profile,
      rules,
      findings: shapes.json(judged.flatMap(({ findings }) => findings).sort(byPlaceAndRule)),
      suppressed: shapes.json(judged.flatMap(({ suppressed }) => suppressed).sort(byPlaceAndRule)),
      skipped: [],
      omitted: [],
      files: versions.length,
      scanned,
    },
    // The lines are those of other days.
    linesOf: async (shown) => shown.map(() => null),
  };
}

function whenOf({ commit }: FileVersion): string {
  return `It came with commit ${commit.id.slice(0, 12)} of ${commit.authored.slice(0, 10)}.`;
}

/** What a rule finds in one content and was not found in an older one. */
async function* findingsOf(
  rule: FileRule,
  file: TextFile,
  reported: Set<string>,
  pace: Pace,
): AsyncGenerator<RawFinding> {
  if (!concerns(rule, file)) return;
  for await (const found of rule.check(file, pace)) {
    const key = `${rule.id} ${digestOf(file, found) ?? `${file.path} ${found.context}`}`;
    if (reported.has(key)) continue;
    reported.add(key);
    yield found;
  }
}

/** Of the text that a finding is about: kept while the audit runs, and never shown. */
function digestOf(file: TextFile, { line, column, end }: RawFinding): string | null {
  if (line === null || column === null || end === undefined) return null;
  const offset = (at: Place): number => (file.lineRange(at.line)?.from ?? 0) + at.column - 1;
  return createHash("sha256")
    .update(file.text.slice(offset({ line, column }), offset(end)))
    .digest("hex");
}
