import { z } from "zod";
import { denial } from "./diagnostic.ts";
import { instant, json, jsonMap, list, sha256 } from "./shapes.ts";

const RUN = "r-01JZ8Q4G6T9V2N5X7B3D1F0HKM";

/** What somebody asks for. */
export const startRequest = z
  .strictObject({
    workspace: z.string().min(1).max(63).describe("Name of the workspace."),
    task: z
      .string()
      .min(1)
      .max(20_000)
      .describe("`template:ID`, `action NAME {json}`, or free text that is matched to a template."),
    inputs: z.record(z.string().max(200), json).default({}).describe("Values of the template's inputs, by name."),
  })
  .meta({
    id: "StartRequest",
    examples: [{ workspace: "shop", task: "template:repo-health-audit", inputs: { profile: "default" } }],
  });

/** A run as lists show it. */
export const runView = z
  .strictObject({
    run: z
      .string()
      .describe("Id of the run.")
      .meta({ examples: [RUN] }),
    state: z
      .enum(["queued", "running", "waiting", "stopped", "over"])
      .describe(
        "`waiting` for an approval; `stopped` by `problem` until it is fixed and the run resumed. Later versions may add states: a run that is not `over` may continue.",
      ),
    status: z
      .string()
      .nullable()
      .describe("`succeeded`, `failed`, `denied`, `timed-out`, `cancelled`; null until it is over."),
    passed: z
      .boolean()
      .nullable()
      .describe(
        "For a run that succeeded: its output `passed`; null if it has none, and for runs of versions that did not keep it.",
      ),
    hash: sha256.nullable().describe("Hash of the record: identical whenever the same work gives the same result."),
    workspace: z.string(),
    task: z.string(),
    template: z.string().nullable(),
    inputs: jsonMap,
    requester: z.string().describe("Account that started the run."),
    channel: z.string().describe("Where the run was started: `api`, `slack`, `schedule`, …"),
    created_at: instant,
    started_at: instant.nullable(),
    ended_at: instant.nullable(),
    cancelled_by: z.string().nullable(),
    problem: z
      .string()
      .nullable()
      .describe("What stopped the run; while it is `queued`, what interrupted the previous attempt."),
  })
  .meta({ id: "Run" });

const redacted = z
  .int()
  .optional()
  .describe("Number of places where a credential was redacted, as the step requested; absent if none.");
const failure = z.strictObject({ code: z.string(), message: z.string() }).nullable();
const status = z.string().describe("As for a run, or `skipped`.");

/** The report of a run that is over: what the local CLI prints with `--json`. */
export const runReport = z
  .strictObject({
    run: z.string(),
    hash: sha256,
    status: z.string(),
    task: z.string(),
    template: z.strictObject({ id: z.string(), version: z.string(), digest: sha256 }).nullable(),
    captured_at: instant,
    duration_ms: z.number(),
    steps: list(
      z.strictObject({
        id: z.string(),
        name: z.string(),
        action: z.string(),
        status,
        duration_ms: z.number(),
        failure,
        denials: list(denial),
        outputs: jsonMap,
        printed: z
          .strictObject({ stdout: sha256.nullable(), stderr: sha256.nullable() })
          .describe("Blobs of what its command printed, redacted."),
        hidden: z
          .array(z.string())
          .readonly()
          .optional()
          .describe("For a failed command: the first twenty ignored files and folders that it could not see."),
      }),
    ),
    artifacts: list(
      z.strictObject({
        name: z.string(),
        path: z.string(),
        sha256,
        bytes: z.int(),
        volatile: z.boolean().describe("True: may differ between runs and is not part of the hash."),
        redacted,
      }),
    ),
    outputs: jsonMap,
    reviewer: z.strictObject({
      verdict: z.enum(["accepted", "rejected"]),
      checks: list(z.strictObject({ check: z.string(), ok: z.boolean(), detail: z.string() })),
    }),
  })
  .meta({ id: "RunReport" });

/** An artifact, and where to fetch it. */
export const artifactView = z
  .strictObject({
    name: z.string(),
    path: z.string(),
    sha256,
    bytes: z.int(),
    volatile: z.boolean(),
    redacted,
    href: z.string().describe("Path of its content."),
  })
  .meta({ id: "Artifact" });

const decision = z
  .discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("allow") }),
    z.strictObject({ kind: z.literal("approval"), why: list(z.string()) }),
    z.strictObject({ kind: z.literal("deny"), reasons: list(denial) }),
    z.strictObject({ kind: z.literal("later").describe("Depends on the results of earlier steps.") }),
  ])
  .meta({ id: "Decision" });

/** What a task would do, step by step. */
export const planView = z
  .strictObject({
    task: z.string(),
    template: z.strictObject({ id: z.string(), version: z.string(), title: z.string(), digest: sha256 }).nullable(),
    inputs: jsonMap,
    steps: list(
      z.strictObject({
        id: z.string(),
        name: z.string(),
        action: z.string(),
        needs: list(z.string()),
        condition: z.string().nullable(),
        preview: z.string().describe("Exactly what would be done."),
        writes: list(z.string()),
        commands: list(list(z.string())),
        network: z.boolean(),
        decision,
      }),
    ),
    runnable: z.boolean().describe("True when every step is allowed, with or without an approval."),
  })
  .meta({ id: "Plan" });

/** Whether a run gave the same again, and every difference. */
export const replayView = z
  .strictObject({
    ok: z.boolean(),
    hash: sha256,
    replayed: sha256.nullable(),
    task: z.string(),
    template_changes: list(z.string()),
    problems: list(
      z.strictObject({
        code: z.string(),
        where: z.string(),
        expected: z.string(),
        got: z.string(),
        step: z.string().nullable(),
        field: z.string(),
        class: z
          .string()
          .describe(
            "`input-changed`, `rules-changed`, `tool-changed`, `template-edited`, `policy-changed`, `non-determinism`, `tampering`.",
          ),
      }),
    ),
  })
  .meta({ id: "Replay" });
