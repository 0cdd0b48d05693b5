import {
  canonicalJson,
  type Difference,
  type Envelope,
  REDACTED,
  type RunRecord,
  SECRET_FROM_ENVIRONMENT,
} from "@sdetkit/core";
import type { ReplayAnswer } from "./types.ts";

/** One difference that a replay found, with its likely cause. */
export type ReplayProblem = ReplayAnswer["problems"][number];

/** A difference of the whole run, whose cause is known. */
export function runProblem(field: string, expected: string, got: string, kind: ReplayProblem["class"]): ReplayProblem {
  return { code: "replay-differs", where: field, expected, got, step: null, field, class: kind };
}

/** Two records of one run, and what was known when each was made. */
export interface Comparison {
  readonly was: RunRecord;
  readonly is: RunRecord;
  /** The tool that made the first. */
  readonly tool: Envelope["tool"];
  /** The version of this tool. */
  readonly version: string;
  /** Whether the first was judged by other rules of the audit. */
  readonly rulesChanged: boolean;
}

/**
 * What steps were given to do, before their outcomes: an edit in step three is the news, not that step one lost its approval.
 * A step that one of the two runs left out was told nothing there, and is no cause.
 */
export function causesFirst(
  differences: readonly Difference[],
  ...records: readonly Pick<RunRecord, "steps">[]
): readonly Difference[] {
  const skipped = new Set(
    records.flatMap(({ steps }) => steps.filter(({ status }) => status === "skipped").map(({ id }) => id)),
  );
  const isCause = ({ step, field }: Difference) =>
    step !== null && !skipped.has(step) && /^(step|action|params|env)\b/.test(field);
  return [...differences.filter(isCause), ...differences.filter((each) => !isCause(each))];
}

/** The likely cause: what the difference itself says, else what is known to have changed, else chance in the step. */
export function explainDifference(difference: Difference, comparison: Comparison): ReplayProblem {
  const { step, field } = difference;
  const where = step === null ? field : `step ${step}, ${field}`;
  return { code: "replay-differs", where, ...difference, class: likelyCause(step, field, comparison) };
}

/** Whether a step was told something redacted and wrote it, which is refused today. */
function wroteRedacted(was: RunRecord, is: RunRecord): boolean {
  const refused = new Set(is.steps.filter(({ failure }) => isRefusal(failure)).map(({ id }) => id));
  return was.steps.some(
    ({ id, status, params }) => status === "succeeded" && refused.has(id) && JSON.stringify(params).includes(REDACTED),
  );
}

function isRefusal(failure: RunRecord["steps"][number]["failure"]): boolean {
  return failure?.code === SECRET_FROM_ENVIRONMENT || failure?.code === "secret-in-artifact";
}

function refusesSecret({ steps }: RunRecord): boolean {
  return steps.some(({ failure }) => failure?.code === SECRET_FROM_ENVIRONMENT);
}

function likelyCause(step: string | null, field: string, comparison: Comparison): ReplayProblem["class"] {
  const { was, is, tool, version, rulesChanged } = comparison;
  // No sandbox, or another one: commands may see something else.
  if (field === "workspace.reads") return "tool-changed";
  if (wroteRedacted(was, is)) return "rules-changed";
  // What only one of the two callers has in the environment.
  if (refusesSecret(was) !== refusesSecret(is)) return "input-changed";
  if (field.startsWith("workspace")) return "input-changed";
  if (field === "policy") return "policy-changed";
  if (was.task.digest !== is.task.digest) return "template-edited";
  if (was.policy !== is.policy) return "policy-changed";
  // A record that was read back has its names in another order.
  if (canonicalJson(was.workspace) !== canonicalJson(is.workspace)) return "input-changed";
  if (rulesChanged) return "rules-changed";
  if (was.schema === "sdetkit.record/v1") return causeInVersion1(step, was, is);
  // A command ran without a sandbox: it may have read what no record names.
  if (was.workspace.reads === "unbounded" && followsCommand(step, was, is)) return "inputs-missing";
  return tool.version !== version || tool.node !== process.versions.node ? "tool-changed" : "non-determinism";
}

/** Actions that read what records of version 1 do not name: files that git ignores, hides or converts. */
const READING: ReadonlySet<string> = new Set(["fs.read", "shell.run"]);

/**
 * Records of version 1 do not say what was read, and were made when some rules of the audit, of bundles and of expressions meant
 * something else: either may differ without anything else having changed. What belongs to the whole run follows from its steps.
 */
function causeInVersion1(step: string | null, was: RunRecord, is: RunRecord): ReplayProblem["class"] {
  const reading = differing(was, is).some(({ id, action }) => (step === null || id === step) && READING.has(action));
  return reading ? "inputs-missing" : "rules-changed";
}

/** Whether a difference is of a command, or comes after one that gave something else. */
function followsCommand(step: string | null, was: RunRecord, is: RunRecord): boolean {
  const changed = differing(was, is);
  const command = changed.findIndex(({ action }) => action === "shell.run");
  return command >= 0 && (step === null || changed.findIndex(({ id }) => id === step) >= command);
}

function differing(was: RunRecord, is: RunRecord): RunRecord["steps"] {
  return was.steps.filter((each) => {
    const now = is.steps.find(({ id }) => id === each.id);
    return canonicalJson(each) !== canonicalJson(now ?? null);
  });
}
