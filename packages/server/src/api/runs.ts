import type { Refusal } from "@sdetkit/runtime";
import { z } from "zod";
import { defineOperation } from "./define-operation.ts";
import { findRun } from "./find-run.ts";
import { pageOf } from "./paging.ts";
import { notFound, problem } from "./problems.ts";
import { API } from "./routes.ts";
import { readDetail } from "./run-detail.ts";
import type { Call, Reply } from "./types.ts";
import { artifactView, planView, replayView, runView, startRequest } from "./views/run.ts";
import { runDetail } from "./views/run-message.ts";
import { identifier, list, page, paging, range, rangeFrom } from "./views/shapes.ts";

/** Replays do what runs do, beside the queue and its quotas: each tenant has as few at once as hurt nobody. */
const REPLAYS = 1;

export const runParam = z.strictObject({
  run: identifier(
    "Id of a run, hash of its record, or a beginning of one with 8 characters.",
    "r-01JZ8Q4G6T9V2N5X7B3D1F0HKM",
  ),
});

export const startRun = defineOperation(
  {
    id: "runs.start",
    summary: "Start a run",
    description:
      "Plans the task on the latest synced commit of the workspace and queues it. With an `Idempotency-Key`, a repeated request starts no second run.",
    scope: "runs:write",
    credentials: "handled",
    body: startRequest,
    reply: runView,
    success: { status: 201 },
    problems: {
      409: ["workspace-not-ready"],
      422: [
        "no-match",
        "ambiguous",
        "unknown-template",
        "unknown-action",
        "invalid-template",
        "invalid-inputs",
        "unknown-workspace",
      ],
      429: ["quota-exceeded"],
    },
  },
  async ({ body }, { services, tx, caller, request }) => {
    const answer = await services.runs.start(tx, caller, { ...body, cause: { kind: "request", request } });
    if (answer.kind === "refused") return refusal(answer);
    return { body: answer.run, headers: { location: `${API}/runs/${answer.run.run}` } };
  },
);

export const planRun = defineOperation(
  {
    id: "runs.plan",
    summary: "Plan a task",
    description: "Each step with its writes, commands, and needs, and the policy's decision on them. Nothing is run.",
    scope: "runs:read",
    credentials: "handled",
    body: startRequest,
    reply: planView,
    problems: startRun.problems,
  },
  async ({ body }, { services, tx, caller }) => {
    const answer = await services.runs.plan(tx, caller, body);
    if (answer.kind === "refused") return refusal(answer);
    const { kind: _, ...plan } = answer;
    return { body: plan };
  },
);

export const listRuns = defineOperation(
  {
    id: "runs.list",
    summary: "List runs",
    description: "Newest first. `since` and `until` refer to `created_at`.",
    scope: "runs:read",
    query: z.strictObject({
      ...paging,
      ...range,
      state: runView.shape.state.exactOptional(),
      status: z.enum(["succeeded", "failed", "denied", "timed-out", "cancelled"]).exactOptional(),
      template: z.string().max(200).exactOptional(),
      workspace: z.string().max(200).exactOptional(),
      requester: z.string().max(200).exactOptional(),
    }),
    reply: page(runView),
  },
  async ({ query }, call) => {
    const { services, tx, caller } = call;
    const { cursor: _, limit: __, since: ___, until: ____, ...filter } = query;
    const within = rangeFrom(query);
    const read = (before: string | null, limit: number) =>
      services.runs.list(tx, caller.tenant, { ...filter, ...within, limit, ...(before === null ? {} : { before }) });
    return { body: await pageOf(query, call, read, ({ run }) => run) };
  },
);

export const getRun = defineOperation(
  {
    id: "runs.get",
    summary: "Show a run, its report and its approvals",
    scope: "runs:read",
    params: runParam,
    reply: runDetail,
  },
  async ({ params }, call) => {
    const run = await findRun(call, params.run);
    return run ? { body: await readDetail(call.services, call.tx, call.caller.tenant, run) } : notFound;
  },
);

export const cancelRun = defineOperation(
  {
    id: "runs.cancel",
    summary: "Cancel a run",
    description: "Kills the run's commands; the record says `cancelled`. A run that is over is not changed.",
    scope: "runs:write",
    params: runParam,
    reply: runView,
    success: { status: 202 },
  },
  changed("cancel"),
);

export const resumeRun = defineOperation(
  {
    id: "runs.resume",
    summary: "Resume a stopped run",
    description:
      "For a run that is `stopped`, after its `problem` is fixed. Other runs are not changed; after a crash, runs continue by themselves.",
    scope: "runs:write",
    params: runParam,
    reply: runView,
    success: { status: 202 },
  },
  changed("resume"),
);

export const replayRun = defineOperation(
  {
    id: "runs.replay",
    summary: "Run a recorded run again and compare",
    description: "In a scratch copy at the recorded commit. Nothing is recorded, so the request can be repeated.",
    scope: "runs:write",
    params: runParam,
    reply: replayView,
    detached: true,
    maxConcurrent: REPLAYS,
    problems: { 409: ["run-not-over", "workspace-not-ready"], 422: ["unknown-workspace"] },
  },
  async ({ params }, { services, caller, signal }) => ({
    body: await services.runs.replay(caller, params.run, signal),
  }),
);

export const listArtifacts = defineOperation(
  {
    id: "runs.artifacts",
    summary: "List the artifacts of a run",
    scope: "runs:read",
    params: runParam,
    reply: z.strictObject({ items: list(artifactView) }),
  },
  async ({ params }, call) => {
    const run = await findRun(call, params.run);
    if (!run) return notFound;
    const report = await call.services.runs.report(call.tx, call.caller.tenant, run.run);
    const href = (digest: string) => `${API}/runs/${run.run}/blobs/${digest}`;
    return { body: { items: (report?.artifacts ?? []).map((each) => ({ ...each, href: href(each.sha256) })) } };
  },
);

/** What cancelling a run and resuming one have in common: either is done to the run that a path names. */
function changed(how: "cancel" | "resume") {
  return async ({ params }: { params: { run: string } }, call: Call) => {
    const run = await findRun(call, params.run);
    const now = run && (await call.services.runs[how](call.tx, call.caller, run.run));
    return now ? { body: now } : notFound;
  };
}

/** A task that was not understood or not valid: nothing was started. */
function refusal({ code, message, suggestions, diagnostics }: Refusal): Reply<never> {
  return { problem: problem(code, message, { suggestions, diagnostics }) };
}
