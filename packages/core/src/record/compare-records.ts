import { canonicalJson } from "../json/canonical-json.ts";
import type { Json, JsonObject } from "../json/json.ts";
import type { RunRecord } from "./run-record.ts";

/** One place where two records differ. */
export interface Difference {
  /** The step's id; null for what belongs to the whole run. */
  readonly step: string | null;
  /** Dotted path inside the step or the record: `params.profile`, `artifacts.report\.html.sha256`, `status`. */
  readonly field: string;
  /** Canonical JSON, shortened for people; `absent` when there is no value. */
  readonly expected: string;
  readonly got: string;
}

/** Causes come before effects: what a step was told, then what it did, then what it gave. */
const STEP_ORDER = [
  "action",
  "params",
  "env",
  "approval",
  "denials",
  "status",
  "exitCode",
  "failure",
  "attempts",
  "outputs",
];
const RUN_ORDER = ["schema", "task", "inputs", "policy", "workspace", "provider", "manager"];
const SHOWN = 120;

/**
 * Every difference between two records: first step by step in workflow order (parameters before status, outputs and
 * artifacts), then what belongs to the whole run. Empty when, and only when, the two have the same hash.
 */
export function compareRecords(expected: RunRecord, got: RunRecord): Difference[] {
  const { steps: expectedSteps, ...expectedRun } = expected;
  const { steps: gotSteps, ...gotRun } = got;
  const differences: Difference[] = [];
  const ids = [...new Set([...expectedSteps, ...gotSteps].map((step) => step.id))];
  for (const id of ids) {
    const [before, after] = [expectedSteps, gotSteps].map((steps) => steps.filter((step) => step.id === id));
    for (let i = 0; i < Math.max(before!.length, after!.length); i++) {
      compareStep(id, before![i] as unknown as JsonObject, after![i] as unknown as JsonObject, differences);
    }
  }
  compareFields(null, expectedRun as unknown as JsonObject, gotRun as unknown as JsonObject, RUN_ORDER, differences);
  const orders = [expectedSteps, gotSteps].map((steps) => steps.map((step) => step.id));
  if (differences.length === 0 && orders[0]!.join("\n") !== orders[1]!.join("\n")) {
    differences.push({ step: null, field: "steps", expected: show(orders[0]), got: show(orders[1]) });
  }
  return differences;
}

function compareStep(id: string, expected: JsonObject | undefined, got: JsonObject | undefined, into: Difference[]) {
  if (expected === undefined || got === undefined) {
    into.push({ step: id, field: "step", expected: show(expected), got: show(got) });
    return;
  }
  compareFields(id, named(expected), named(got), STEP_ORDER, into);
}

/** Artifacts by name instead of by position: one that is missing does not shift all those behind it. */
function named(step: JsonObject): JsonObject {
  const artifacts = step["artifacts"] as readonly JsonObject[];
  const names = new Set(artifacts.map((artifact) => artifact["name"] as string));
  if (names.size !== artifacts.length) return step;
  return { ...step, artifacts: Object.fromEntries(artifacts.map((each) => [each["name"] as string, each])) };
}

function compareFields(
  step: string | null,
  expected: JsonObject,
  got: JsonObject,
  order: readonly string[],
  into: Difference[],
): void {
  const rank = (field: string) => (order.includes(field) ? order.indexOf(field) : order.length);
  const fields = [...new Set([...Object.keys(expected), ...Object.keys(got)])].sort((a, b) => rank(a) - rank(b));
  for (const field of fields) compareValue(step, [field], expected[field], got[field], into);
}

function compareValue(
  step: string | null,
  path: readonly string[],
  expected: Json | undefined,
  got: Json | undefined,
  into: Difference[],
): void {
  const [left, right] = [expected, got].map((value) => (value === undefined ? undefined : canonicalJson(value)));
  if (left === right) return;
  if (isContainer(expected) && isContainer(got) && Array.isArray(expected) === Array.isArray(got)) {
    const [before, after] = [Object.entries(expected), Object.entries(got)].map((entries) => new Map(entries));
    for (const key of new Set([...before!.keys(), ...after!.keys()])) {
      compareValue(step, [...path, key], before!.get(key), after!.get(key), into);
    }
    return;
  }
  const [shownLeft, shownRight] = showBoth(left, right);
  into.push({
    step,
    field: path.map((part) => part.replace(/[.\\]/g, "\\$&")).join("."),
    expected: shownLeft,
    got: shownRight,
  });
}

function isContainer(value: Json | undefined): value is JsonObject | readonly Json[] {
  return typeof value === "object" && value !== null;
}

/** Long texts are cut around the first place where they part, so that the difference itself is always seen. */
function showBoth(left: string | undefined, right: string | undefined): [string, string] {
  if (left === undefined || right === undefined) return [cut(left, 0), cut(right, 0)];
  let same = 0;
  while (same < left.length && left[same] === right[same]) same++;
  const from = same < SHOWN - 40 ? 0 : same - 40;
  return [cut(left, from), cut(right, from)];
}

function show(value: unknown): string {
  return cut(value === undefined ? undefined : canonicalJson(value), 0);
}

function cut(text: string | undefined, from: number): string {
  if (text === undefined) return "absent";
  const shown = text.slice(from, from + SHOWN).toWellFormed();
  return `${from > 0 ? "…" : ""}${shown}${from + SHOWN < text.length ? "…" : ""}`;
}
