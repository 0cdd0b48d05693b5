import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import {
  begin,
  compareRecords,
  describeSourceChange,
  type Envelope,
  ExitCode,
  Fault,
  type RunPlan,
  type RunRecord,
  recordHash,
  type Template,
  writableRoots,
} from "@sdetkit/core";
import { hashing } from "../hashing.ts";
import type { BlobStore } from "../history/contract.ts";
import { hasCommit, materialise } from "../workspace/materialise.ts";
import { recordOf } from "./conclude.ts";
import type { Approver, Catalogue, Progress, ReplayAnswer } from "./contract.ts";
import { drive, policyDigest } from "./drive.ts";
import { causesFirst, explainDifference, runProblem } from "./explain-difference.ts";
import { prepare } from "./prepare.ts";
import { newRunId } from "./run-id.ts";
import { allowedEnvironment, handsAt, type Shop } from "./shop.ts";

/** Runs a recorded run again, as it stands in the record, in a scratch copy of its workspace, and compares the two records. */
export async function replayRun(
  hash: string,
  options: { readonly onProgress?: (progress: Progress) => void; readonly signal?: AbortSignal },
  catalogue: Catalogue,
  shop: Shop,
): Promise<ReplayAnswer> {
  const { envelope, record } = await recorded(hash, shop);
  const answer = { hash: envelope.record, task: envelope.task, template_changes: [] };
  if (!record || recordHash(record, hashing) !== envelope.record) {
    const got = record ? recordHash(record, hashing) : "no readable record";
    return {
      ...answer,
      ok: false,
      replayed: null,
      problems: [runProblem("record", envelope.record, got, "tampering")],
    };
  }
  const prepared = prepare({ task: taskOf(record, envelope), inputs: record.inputs }, catalogue);
  if (prepared.kind === "refused") {
    const got = prepared.diagnostics[0]?.message ?? prepared.message;
    return {
      ...answer,
      ok: false,
      replayed: null,
      problems: [runProblem("task", envelope.task, got, "template-edited")],
    };
  }
  if (record.workspace.kind === "git" && !(await hasCommit(shop.layout.root, record.workspace.commit))) {
    const got = "the commit is not in this repository";
    const changed = runProblem("workspace.commit", record.workspace.commit, got, "input-changed");
    return { ...answer, ok: false, replayed: null, problems: [changed] };
  }
  const replayed = await inScratch(shop, (scratch) =>
    runAgain(record, (identity) => prepared.plan(planContext(envelope, identity, shop)), scratch, options, shop),
  );
  const comparison = { was: record, is: replayed, tool: envelope.tool, version: shop.options.version };
  const differences = causesFirst(compareRecords(record, replayed), record, replayed);
  const problems = differences.map((difference) => explainDifference(difference, comparison));
  return {
    ...answer,
    ok: problems.length === 0,
    replayed: recordHash(replayed, hashing),
    template_changes: await templateChanges(record, prepared.template, shop),
    problems,
  };
}

/** What its author changed in the template since: the recorded source is kept among the blobs. */
async function templateChanges({ task }: RunRecord, now: Template | null, { history }: Shop): Promise<string[]> {
  if (task.kind !== "template" || now === null || task.digest === now.digest) return [];
  const then = await history.blobs.get(task.digest).catch(() => null);
  return describeSourceChange(then && Buffer.from(then).toString("utf8"), now.source.text);
}

async function recorded(hash: string, { history }: Shop): Promise<{ envelope: Envelope; record: RunRecord | null }> {
  if (history.envelope(hash)) {
    // What the record says was approved is done without asking: so it has to be what the ledger's key signed.
    const envelope = JSON.parse(history.prove(hash).leaf) as Envelope;
    return { envelope, record: await history.record(envelope.record).catch(() => null) };
  }
  const remedy = "sdetkit agent history list shows every run and its hash";
  throw new Fault("unknown-run", `expected a run or a record's hash, there is none for ${hash}`, {
    exit: ExitCode.usage,
    remedy,
  });
}

/** A template is found by its id, since the words it was once asked for may find another one today. */
function taskOf({ task }: RunRecord, envelope: Envelope): string {
  return task.kind === "template" ? `template:${task.id}` : envelope.task;
}

function planContext(envelope: Envelope, workspace: RunRecord["workspace"], { config, options }: Shop) {
  return {
    text: envelope.task,
    workspace,
    env: allowedEnvironment(config, options.env),
    budgets: config.policy.budgets,
  };
}

async function runAgain(
  record: RunRecord,
  planFor: (identity: RunRecord["workspace"]) => RunPlan,
  scratch: string,
  options: { readonly onProgress?: (progress: Progress) => void; readonly signal?: AbortSignal },
  shop: Shop,
): Promise<RunRecord> {
  const { layout, config, redactor, requester } = shop;
  const copy = await materialise(layout.root, record.workspace, join(scratch, "workspace"));
  const plan = planFor(copy.identity);
  const run = newRunId(Date.now());
  const hands = await handsAt(
    {
      runId: run,
      workspace: copy.root,
      output: join(scratch, "output"),
      writable: writableRoots(config.policy, plan.permissions),
      readable: copy.borrowed,
      blobs: forgetful,
      history: shop.history,
      signal: options.signal ?? new AbortController().signal,
    },
    shop,
  );
  const driven = await drive(begin(plan), {
    run,
    config,
    requester,
    approver: approvalsOf(record),
    hands,
    commit: () => undefined,
    onProgress: options.onProgress ?? (() => undefined),
  });
  return recordOf(driven, policyDigest(config), config.provider, redactor);
}

/** Says yes to exactly what the record says was approved, by digest: an edited step is not covered by an old yes. */
function approvalsOf(record: RunRecord): Approver {
  const given = new Set(
    record.steps.flatMap(({ approval }) => (approval.given && approval.digest ? [approval.digest] : [])),
  );
  return {
    ask: async ({ digest }) =>
      given.has(digest)
        ? { kind: "given", by: "record", via: "recorded" }
        : { kind: "unasked", why: "the record holds no approval for exactly this" },
  };
}

/** Content is only hashed: a replay leaves nothing behind. */
const forgetful: BlobStore = {
  put: async (data) => hashing.hex(data),
  get: async () => null,
};

/** A scratch folder for the time of one call; what a killed replay left behind goes first. */
async function inScratch<T>({ layout }: Shop, use: (folder: string) => Promise<T>): Promise<T> {
  await mkdir(layout.scratch, { recursive: true });
  for (const name of await readdir(layout.scratch)) {
    const pid = /^replay-(\d+)-r-/.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid)))
      await rm(join(layout.scratch, name), { recursive: true, force: true });
  }
  const folder = join(layout.scratch, `replay-${process.pid}-${newRunId(Date.now())}`);
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
