import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { ExitCode, Fault } from "@sdetkit/core";
import {
  auditHistory,
  auditWorkspace,
  type Baseline,
  changeUnderReview,
  createRedactor,
  findWorkspace,
  jsonReport,
  judgeGate,
  parseBaseline,
  renderReport,
  type Threshold,
  thresholds,
  type WorkspaceAudit,
} from "@sdetkit/runtime";
import type { Answer, Invocation } from "../../command/command.ts";
import { annotations, announceAudit } from "../../github/announce-audit.ts";
import { writeOutput } from "../../output/write-output.ts";
import type { Text } from "../../terminal/text.ts";
import { auditText } from "../../views/audit-text.ts";
import { doneLine } from "../../views/done-line.ts";
import { isWithin, namedPaths, refuseMissing } from "./named-paths.ts";
import { readFormats, type WantedFormat } from "./read-formats.ts";
import { readScope, type ScopeOptions } from "./read-scope.ts";
import { refuseUnknown } from "./refuse-unknown.ts";

/** What `agent audit` can be told. */
export interface AuditCommandOptions extends ScopeOptions {
  readonly changedOnly?: true;
  readonly base?: string;
  readonly baseline?: string;
  readonly asOf?: string;
  readonly history?: true;
  readonly since?: string;
  readonly failOn: string;
  readonly format?: readonly string[];
  readonly maxFindings: string;
  /** Of the log of administrative actions, when it was called `agent audit`. */
  readonly platform?: true;
  readonly limit?: string;
  readonly server?: string;
}

/** `agent audit`: reads, tells, and exits with 1 when something blocks. Nothing is recorded. */
export async function audit(
  paths: readonly string[],
  options: AuditCommandOptions,
  invocation: Invocation,
): Promise<Answer> {
  const { console, cwd } = invocation;
  refuseOldForm(options);
  const scope = readScope(options, console);
  const threshold = refuseUnknown("--fail-on", options.failOn, thresholds);
  const formats = readFormats(options.format ?? []);
  const most = readCount(options.maxFindings);
  const { root } = findWorkspace(cwd);
  const named = namedPaths(root, cwd, paths);
  const asked = {
    ...scope,
    signal: console.signal,
    asOf: readDay(options.asOf, console.now()),
    ...(paths.length === 0 ? {} : { wants: (path: string) => named.some((each) => isWithin(path, each)) }),
  };
  refuseHalfOfHistory(options);
  const wanted = options.history
    ? await auditHistory(root, { ...asked, since: options.since ?? null })
    : await auditWorkspace(root, { ...asked, ...(await narrowed(options, root, invocation)) });
  // What a commit of the past had may be gone.
  if (!options.history) await refuseMissing(root, named, [...wanted.audit.findings, ...wanted.audit.suppressed]);
  const gate = judgeGate(wanted.audit, threshold);
  const [printed, written] = await deliver(formats, wanted, { threshold, most }, invocation);
  await announceAudit(
    wanted.audit,
    formats.some(({ name }) => name === "github"),
    console,
  );
  return {
    exit: gate.passed || threshold === "none" ? ExitCode.done : ExitCode.failed,
    json: { ...jsonReport(wanted.audit), gate: { fail_on: threshold, blocking: gate.blocking, passed: gate.passed } },
    ...(typeof printed === "string" ? { text: "", raw: [printed] } : { text: [printed, written], result: printed }),
  };
}

function refuseHalfOfHistory({ history, since, changedOnly, baseline }: AuditCommandOptions): void {
  if (since !== undefined && !history) {
    throw new Fault("usage", "expected --since together with --history, got it alone", { remedy: "add --history" });
  }
  if (history && (changedOnly ?? baseline) !== undefined) {
    const remedy = "leave out --changed-only and --baseline; --since says where the history begins";
    throw new Fault("usage", "expected --history to look through all of it, got an option about files", { remedy });
  }
}

function refuseOldForm({ platform, limit, server }: AuditCommandOptions): void {
  if ((platform ?? limit ?? server) === undefined) return;
  throw new Fault(
    "usage",
    "expected `agent audit` to audit this repository, got an option of the log of administrative actions",
    {
      remedy: "call `sdetkit agent audit-log`: the log has moved there",
    },
  );
}

/** What is compared, and what is already known. */
async function narrowed(
  { changedOnly, base, baseline }: AuditCommandOptions,
  root: string,
  { console }: Invocation,
): Promise<Pick<Parameters<typeof auditWorkspace>[1], "change" | "baseline">> {
  if (base !== undefined && !changedOnly) {
    throw new Fault("usage", "expected --base with --changed-only, got it alone", { remedy: "add --changed-only" });
  }
  const { GITHUB_BASE_REF: github, CI_MERGE_REQUEST_TARGET_BRANCH_NAME: gitlab } = console.env;
  const target = base ?? (github || gitlab ? `origin/${github || gitlab}` : undefined);
  return {
    ...(changedOnly ? { change: await changeUnderReview(root, target) } : {}),
    ...(baseline === undefined ? {} : { baseline: await readBaseline(resolve(console.cwd, baseline), baseline) }),
  };
}

async function readBaseline(path: string, name: string): Promise<Baseline> {
  const text = await readFile(path, "utf8").catch((cause) => {
    throw new Fault("invalid-baseline", `expected to be able to read ${name}: ${cause.message}`, { cause });
  });
  return parseBaseline(text, name);
}

/** The day as it was given, else today's in UTC. */
function readDay(given: string | undefined, now: number): string {
  const today = new Date(now).toISOString().slice(0, 10);
  if (given === undefined) return today;
  const day = new Date(`${given}T00:00:00Z`);
  if (/^\d{4}-\d{2}-\d{2}$/.test(given) && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(given))
    return given;
  const remedy = `write it as YYYY-MM-DD: ${today}`;
  throw new Fault("usage", `expected --as-of to be a day, got ${JSON.stringify(given)}`, { remedy });
}

function readCount(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text) || Number.POSITIVE_INFINITY;
  const remedy = "give a number; 0 shows all findings";
  throw new Fault("usage", `expected --max-findings to be a number, got ${JSON.stringify(text)}`, {
    remedy,
  });
}

/** What is printed (a string as it is), and lines about what was written. */
async function deliver(
  formats: readonly WantedFormat[],
  wanted: WorkspaceAudit,
  shown: { readonly threshold: Threshold; readonly most: number },
  { console, verbose }: Invocation,
): Promise<readonly [printed: Text, written: Text]> {
  const { shapes } = createRedactor({ secrets: [] });
  let printed: Text = [];
  const written: Text[] = [];
  for (const { name, file } of formats) {
    const made: Text =
      name === "text"
        ? await auditText(wanted, { ...shown, verbose, columns: Math.min(console.stdout.columns(), 100) })
        : name === "github"
          ? annotations(wanted.audit.findings)
          : renderReport(name, wanted.audit, shapes);
    if (file === undefined) printed = made;
    else written.push(doneLine((await writeOutput(console.cwd, file, made as string)).path));
  }
  return [printed, written];
}
