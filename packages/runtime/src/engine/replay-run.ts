import { join } from "node:path";
import {
  type ApprovalAnswer,
  begin,
  type Config,
  compareRecords,
  describeSourceChange,
  type Envelope,
  Fault,
  formatTemplateRef,
  isVersion1,
  type JsonObject,
  parseReadManifest,
  parseTask,
  type RunPlan,
  type RunRecord,
  recordHash,
  type Sha256,
  type Template,
  type WorkspaceBase,
  type WorkspaceIdentity,
  type WorkspaceIdentityVersion1,
  writableRoots,
} from "@sdetkit/core";
import type { BlobStore, History, RunHistory } from "../history/types.ts";
import { hashing } from "../platform/hashing.ts";
import type { LaidOut, MissingInput } from "../workspace/lay-out.ts";
import { recordOf } from "./build-result.ts";
import { createExecutionContext, type ExecutionRules } from "./engine-context.ts";
import { executeAsRecorded, type RecordedReading, type ReplayedRun } from "./execute-as-recorded.ts";
import { policyDigest } from "./execute-run.ts";
import { causesFirst, explainDifference, runProblem } from "./explain-difference.ts";
import { newRunId } from "./new-id.ts";
import { withSecrets } from "./plan-secrets.ts";
import { prepare } from "./prepare.ts";
import { rulesChanged } from "./rules-changed.ts";
import type { Approver, Catalogue, Progress, ReplayAnswer } from "./types.ts";

/** Where a recorded run is run again, and what it is compared with. */
export interface ReplayEnvironment {
  readonly history: Pick<History, "envelope" | "record" | "prove" | "blobs"> & RunHistory;
  readonly config: Config;
  readonly rules: ExecutionRules;
  readonly requester: string;
  /** The environment variables that expressions may see. */
  readonly env: { readonly [name: string]: string };
  /** The version of the tool. */
  readonly version: string;
  hasCommit(commit: string): Promise<boolean>;
  /** Lays the recorded workspace out in a folder that is not there yet, or at a place of its own with an output folder beside it. */
  layOut(read: RecordedReading, folder: string): Promise<ReplayWorkspace>;
  /** A scratch folder for the time of one call. */
  inScratch<T>(use: (folder: string) => Promise<T>): Promise<T>;
}

/** A recorded workspace, laid out again. */
export interface ReplayWorkspace extends LaidOut {
  /** Beside it, unless it is to be made in the scratch folder. */
  readonly output?: string;
  /** See `RunReads.pristine`. */
  readonly pristine?: boolean;
}

/** Runs a recorded run again, as it is in the record, in a scratch copy of its workspace, and compares the two records. */
export async function replayRun(
  hash: string,
  options: { readonly onProgress?: (progress: Progress) => void; readonly signal?: AbortSignal },
  catalogue: Catalogue,
  environment: ReplayEnvironment,
): Promise<ReplayAnswer> {
  const { envelope, record } = await recorded(hash, environment);
  const answer = { hash: envelope.record, task: envelope.task };
  const notRun = (...problem: Parameters<typeof runProblem>): ReplayAnswer => {
    return { ...answer, ok: false, replayed: null, template_changes: [], problems: [runProblem(...problem)] };
  };
  const found = record && recordHash(record, hashing);
  if (record === null || found !== envelope.record) {
    return notRun("record", envelope.record, found ?? "no readable record", "tampering");
  }
  const prepared = prepare({ task: taskOf(record, envelope), inputs: givenInputs(record) }, catalogue);
  if (prepared.kind === "refused") {
    return notRun("task", envelope.task, prepared.diagnostics[0]?.message ?? prepared.message, "template-edited");
  }
  if (record.workspace.kind === "git" && !(await environment.hasCommit(record.workspace.commit))) {
    const { commit } = record.workspace;
    return notRun("workspace.commit", commit, "the commit is not in this repository", "input-changed");
  }
  const reading = await recordedReading(record.workspace, environment);
  if (reading === null)
    return notRun("workspace", "the list of what was read", "it is not in the history", "inputs-missing");
  const replayed = await environment.inScratch(async (scratch) => {
    const copy = await environment.layOut(reading, join(scratch, "workspace"));
    if (copy.missing.length > 0) return copy.missing;
    return runAgain(
      { record, envelope, reading },
      withSecrets(
        prepared.plan(planContext(envelope, record.workspace, environment)),
        prepared.template,
        environment.rules.redactor,
      ),
      { copy, scratch },
      options,
      environment,
    );
  });
  if (isMissing(replayed)) {
    const problems = replayed.map(({ path, expected, got }) => runProblem(path, expected, got, "inputs-missing"));
    return { ...answer, ok: false, replayed: null, template_changes: [], problems };
  }
  const comparison = {
    was: record,
    is: replayed,
    tool: envelope.tool,
    version: environment.version,
    rulesChanged: await rulesChanged(record, environment.history.blobs),
  };
  const differences = causesFirst(compareRecords(record, replayed), record, replayed);
  const problems = differences.map((difference) => explainDifference(difference, comparison));
  return {
    ...answer,
    ok: problems.length === 0,
    replayed: recordHash(replayed, hashing),
    template_changes: await templateChanges(record, prepared.template, environment),
    problems,
  };
}

/** What its author changed in the template since: the recorded source is kept among the blobs. */
async function templateChanges(
  { task }: RunRecord,
  now: Template | null,
  { history }: ReplayEnvironment,
): Promise<string[]> {
  if (task.kind !== "template" || now === null || task.digest === now.digest) return [];
  const then = await history.blobs.get(task.digest).catch(() => null);
  return describeSourceChange(then && Buffer.from(then).toString("utf8"), now.source.text);
}

async function recorded(
  hash: string,
  { history }: ReplayEnvironment,
): Promise<{ envelope: Envelope; record: RunRecord | null }> {
  if (history.envelope(hash)) {
    // What the record says was approved is done without asking: so it has to be what the ledger's key signed.
    const envelope = JSON.parse(history.prove(hash).leaf) as Envelope;
    return { envelope, record: await history.record(envelope.record).catch(() => null) };
  }
  const remedy = "see `sdetkit agent history list` for every run and its hash";
  throw new Fault("unknown-run", `expected a run id or a record hash, found nothing for ${hash}`, { remedy });
}

/** A template is found by its id, since the words it was once asked for may find another one today; the origin that they named stays. */
function taskOf({ task }: RunRecord, envelope: Envelope): string {
  if (task.kind !== "template") return envelope.task;
  const asked = parseTask(envelope.task);
  return `template:${formatTemplateRef(asked.kind === "template" ? { ...asked, id: task.id } : { id: task.id })}`;
}

/** An input that was not given and has no default is null in the record. */
function givenInputs({ inputs }: RunRecord): JsonObject {
  return Object.fromEntries(Object.entries(inputs).filter(([, value]) => value !== null));
}

function planContext(envelope: Envelope, recorded: WorkspaceIdentity, { config, env }: ReplayEnvironment) {
  return {
    text: envelope.task,
    workspace: isVersion1(recorded) ? recorded : baseOfRecorded(recorded),
    env,
    budgets: config.policy.budgets,
  };
}

function baseOfRecorded(recorded: Exclude<WorkspaceIdentity, WorkspaceIdentityVersion1>): WorkspaceBase {
  return recorded.kind === "folder"
    ? { kind: "folder" }
    : { kind: "git", commit: recorded.commit, path: recorded.path };
}

function isMissing(outcome: RunRecord | readonly MissingInput[]): outcome is readonly MissingInput[] {
  return Array.isArray(outcome);
}

/** Null when a text that the identity names is not kept any more. */
async function recordedReading(
  identity: WorkspaceIdentity,
  { history }: ReplayEnvironment,
): Promise<RecordedReading | null> {
  if (isVersion1(identity)) return { identity, entries: [], git: "" };
  const textOf = async (digest: Sha256) => {
    const found = await history.blobs.get(digest).catch(() => null);
    return found === null ? null : Buffer.from(found).toString("utf8");
  };
  const digest = identity.kind === "folder" ? identity.read : identity.dirty;
  const manifest = digest === null ? null : await textOf(digest);
  const git = identity.git === null ? "" : await textOf(identity.git);
  if ((digest !== null && manifest === null) || git === null) return null;
  return { identity, entries: manifest === null ? [] : parseReadManifest(manifest).entries, git };
}

async function runAgain(
  told: ReplayedRun,
  plan: RunPlan,
  { copy, scratch }: { readonly copy: ReplayWorkspace; readonly scratch: string },
  options: { readonly onProgress?: (progress: Progress) => void; readonly signal?: AbortSignal },
  { history, config, rules, requester }: ReplayEnvironment,
): Promise<RunRecord> {
  const run = newRunId(Date.now());
  const execution = await createExecutionContext(
    {
      runId: run,
      workspace: copy.root,
      output: copy.output ?? join(scratch, "output"),
      writable: writableRoots(config.policy, plan.permissions),
      readable: copy.borrowed,
      pristine: copy.pristine ?? false,
      plain: told.record.workspace.kind === "folder",
      actionsOnly: isVersion1(told.record.workspace),
      ...(copy.listing ? { listing: copy.listing } : {}),
      blobs: forgetful,
      history: async () => history,
      signal: options.signal ?? new AbortController().signal,
    },
    rules,
  );
  const completed = await executeAsRecorded(begin(plan), told, {
    run,
    config,
    requester,
    approver: approvalsOf(told.record),
    execution,
    commit: () => undefined,
    onProgress: options.onProgress ?? (() => undefined),
  });
  return recordOf(completed, policyDigest(config), rules.redactor).record;
}

/**
 * Answers as the record says it was answered, to exactly the same question, by digest: an edited step is covered neither by an old
 * yes nor by an old no.
 */
function approvalsOf(record: RunRecord): Approver {
  const answers = new Map<string, ApprovalAnswer>();
  for (const { approval, denials } of record.steps) {
    const refusal = denials.find(({ rule }) => rule === "approval");
    if (!approval.digest) continue;
    if (approval.given) answers.set(approval.digest, { kind: "given", by: "record", via: "recorded" });
    else if (refusal) {
      answers.set(approval.digest, { kind: "recorded", message: refusal.message, remedy: refusal.remedy });
    }
  }
  return {
    ask: async ({ digest }) =>
      answers.get(digest) ?? { kind: "unasked", why: "the record holds no approval for exactly this" },
  };
}

/** Content is only hashed: a replay leaves nothing behind. */
const forgetful: BlobStore = {
  put: async (data) => hashing.hex(data),
  get: async () => null,
};
