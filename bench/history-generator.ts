import { hash } from "node:crypto";
import { pathToFileURL } from "node:url";
import type {
  Envelope,
  JsonObject,
  RunRecord,
  RunStatus,
  Sha256,
  StepEnvelope,
  StepRecord,
} from "../packages/core/src/index.ts";
import { layoutOf } from "../packages/runtime/src/files/workspace-layout.ts";
import { blobPath, ContentStore } from "../packages/runtime/src/history/content-store.ts";
import { openHistory } from "../packages/runtime/src/history/open-history.ts";
import type { FinishedRun } from "../packages/runtime/src/history/types.ts";

/** Shapes of what is generated. `repeats`: how many runs on average gave the same record, hence share its file. */
export interface GeneratorOptions {
  readonly templates?: number;
  readonly repeats?: number;
  /** When the first run began, milliseconds since the epoch. */
  readonly begin?: number;
  /** Runs a day. */
  readonly perDay?: number;
}

const BATCH = 4000;
const DAY_MS = 86_400_000;
const KINDS = ["repo-health", "security-governance", "release-gate", "dependency-report", "test-evidence"];
const ACTIONS = ["fs.read", "fs.write", "shell.run", "repo.audit", "report.build", "artifacts.bundle"];
const STATUSES: readonly (readonly [RunStatus, number])[] = [
  ["succeeded", 0.9],
  ["failed", 0.06],
  ["denied", 0.025],
  ["timed-out", 0.01],
  ["cancelled", 0.005],
];

/**
 * Fills the history of a workspace with `count` further runs through the store's own code. The same numbers give the same
 * runs: nothing is drawn from chance or a clock. Says now and then how many runs there are.
 */
export function generateHistory(
  folder: string,
  count: number,
  options: GeneratorOptions & { readonly onBatch?: (done: number) => void } = {},
): void {
  const layout = layoutOf(folder);
  const history = openHistory(layout);
  try {
    const source = new ContentStore(layout.history, blobPath).put("metadata:\n  id: generated\n");
    for (let at = history.size(), end = at + count; at < end; ) {
      const batch = Array.from({ length: Math.min(BATCH, end - at) }, (_, i) => generateRun(at + i, source, options));
      history.finishAll(batch);
      at += batch.length;
      options.onBatch?.(at);
    }
  } finally {
    history.close();
  }
}

/** The `n`th generated run; all its parts follow from `n`. */
export function generateRun(
  n: number,
  source: Sha256,
  { templates = 20, repeats = 50, begin = Date.UTC(2025, 0, 1), perDay = 2000 }: GeneratorOptions = {},
): FinishedRun {
  const chance = chances(n);
  const which = Math.floor(chance() * chance() * templates);
  const kind = KINDS[which % KINDS.length]!;
  const id = `${kind}-${String(which).padStart(2, "0")}`;
  const status = draw(STATUSES, chance());
  // Runs repeat over a while: then the template or the commit changes, and with it the record.
  const epoch = Math.floor(n / (repeats * templates));
  const template = { id, version: `1.${Math.floor(epoch / 7)}.0`, digest: digestOf(`${id} ${Math.floor(epoch / 7)}`) };
  const length = 2 + (which % 3);
  const steps = Array.from({ length }, (_, i) => stepOf(which, i, i === length - 1 ? status : "succeeded"));
  const asked = status === "denied" || which % 4 === 0 ? 1 : 0;
  const record: RunRecord = {
    schema: "sdetkit.record/v1",
    task: { kind: "template", ...template },
    inputs: { profile: which % 2 === 0 ? "default" : "strict" },
    policy: digestOf("policy"),
    workspace: { kind: "git", commit: digestOf(`commit ${epoch}`).slice(0, 40), dirty: null },
    provider: { name: "none", transcript: null },
    manager: { plan: steps.map(({ id: step, action }, i) => ({ step, action, needs: i === 0 ? [] : [`step-${i}`] })) },
    steps,
    reviewer: {
      verdict: status === "succeeded" ? "accepted" : "rejected",
      checks: [{ check: "steps", ok: status === "succeeded", detail: `${length} steps` }],
    },
    outputs: {},
    status,
  };
  const timed = steps.map((step): StepEnvelope => {
    const duration = Math.floor(20 + 2000 * chance() ** 4);
    const worker = `worker-${1 + Math.floor(chance() * 2)}`;
    const { id: name, action } = step;
    return { id: name, action, status: step.status, duration_ms: duration, worker, approval: null, volatile: {} };
  });
  const captured = begin + Math.floor((n * DAY_MS) / perDay);
  const envelope: Omit<Envelope, "record"> = {
    schema: "sdetkit.envelope/v1",
    run: runId(captured, n),
    status,
    task: `template:${id}`,
    template,
    captured_at: new Date(captured).toISOString(),
    duration_ms: timed.reduce((sum, step) => sum + step.duration_ms, 12),
    actor: { user: "builder", host: "ci" },
    channel: "cli",
    tool: { version: "0.1.0", node: "24.21.0", platform: "linux-x64", sandbox: "bubblewrap" },
    approvals: { asked, given: status === "denied" ? 0 : asked, denied: status === "denied" ? 1 : 0 },
    steps: timed,
    blobs: [source],
  };
  return { record, envelope };
}

function stepOf(which: number, at: number, status: RunStatus): StepRecord {
  const action = ACTIONS[(which + at) % ACTIONS.length]!;
  const failed = status !== "succeeded";
  const params: JsonObject = { path: `output:/part-${at}.json`, profile: "default" };
  return {
    id: `step-${at + 1}`,
    action,
    params,
    env: {},
    status,
    approval: { required: false, given: false, digest: null },
    attempts: status === "denied" ? 0 : 1,
    exitCode: action === "shell.run" ? Number(failed) : null,
    failure: failed ? { code: "step-failed", message: "expected exit code 0, got 1" } : null,
    denials: [],
    outputs: { count: which },
    artifacts: [],
  };
}

function draw<T>(weighted: readonly (readonly [T, number])[], chance: number): T {
  let rest = chance;
  for (const [value, weight] of weighted) {
    rest -= weight;
    if (rest < 0) return value;
  }
  return weighted[0]![0];
}

/** Repeatable numbers in [0, 1): mulberry32, seeded by the run's number. */
function chances(seed: number): () => number {
  let state = (seed * 0x9e3779b1) | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A ULID of time and number. */
function runId(captured: number, n: number): string {
  const crockford = (value: number, length: number) =>
    Array.from(
      { length },
      (_, i) => "0123456789ABCDEFGHJKMNPQRSTVWXYZ"[Math.floor(value / 32 ** (length - 1 - i)) % 32],
    );
  return `r-${crockford(captured, 10).join("")}${crockford(n, 16).join("")}`;
}

function digestOf(text: string): Sha256 {
  return hash("sha256", text) as Sha256;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [folder, count] = process.argv.slice(2);
  if (folder === undefined || !(Number(count) > 0)) {
    console.error("usage: node bench/history-generator.ts DIR COUNT");
    process.exitCode = 2;
  } else {
    generateHistory(folder, Number(count));
  }
}
