import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { ActionSpec, Need } from "../action/spec.ts";
import type { Hashing } from "../digest/sha256.ts";
import type { ApprovalAnswer, ApprovalRequest } from "../policy/approval.ts";
import { nothingDone, type RunEvent } from "./event.ts";
import { type GatePorts, passGate } from "./gate.ts";
import { begin, dueEffects } from "./step-machine.ts";
import { planOf, stepOf } from "./testing/plan-of.ts";

const hashing = {
  hex: (data: string | Uint8Array) => createHash("sha256").update(data).digest("hex"),
  bytes: (data: Uint8Array) => createHash("sha256").update(data).digest(),
} as unknown as Hashing;

interface World {
  readonly log: string[];
  readonly asked: ApprovalRequest[];
  readonly events: RunEvent[];
}

function spec(needs: readonly Need[]): ActionSpec {
  return {
    name: "test.do",
    summary: "",
    params: z.strictObject({ text: z.string().optional() }),
    capability: "none",
    idempotent: true,
    needs: () => needs,
    preview: () => "does it",
  };
}

function pass(
  needs: readonly Need[],
  more: Partial<GatePorts> & { step?: Parameters<typeof stepOf>[1]; permissions?: { network: boolean } } = {},
) {
  const world: World = { log: [], asked: [], events: [] };
  const plan = planOf([stepOf("a", more.step)], {
    permissions: { write: ["."], shell: [["ls"]], network: false, ...more.permissions },
  });
  const [effect] = dueEffects(begin(plan));
  if (effect?.kind !== "perform") throw new Error("nothing to perform");
  const ports: GatePorts = {
    hashing,
    policy: {
      write: ["reports"],
      shell: [["ls"]],
      network: false,
      env: [],
      budgets: { maxSteps: 9, maxActions: 9 },
      approvals: { approvers: ["*"], self: true },
    },
    requester: "ann",
    worker: "worker-1",
    now: () => 0,
    action: (name) => (name === "test.do" ? spec(needs) : undefined),
    redact: (value) => value,
    recorded: (value) => value,
    variablesIn: () => [],
    ask: async (request) => {
      world.asked.push(request);
      return { kind: "unasked", why: "nobody is here" };
    },
    commit: async (event) => {
      world.log.push(event.kind);
      world.events.push(event);
    },
    execute: async () => {
      world.log.push("executed");
      return { status: "succeeded", outputs: {}, artifacts: [], reads: [], volatile: {} };
    },
    ...more,
  };
  return passGate("r-1", plan, effect, ports).then((result) => ({
    result: result === "waiting" ? nothingDone("skipped") : result,
    waiting: result === "waiting",
    ...world,
  }));
}

const shell: Need = { kind: "shell", argv: ["ls"], cwd: { root: "workspace", path: "" } };
const yes = (by: string): ApprovalAnswer => ({ kind: "given", by, via: "terminal" });

describe("the gate", () => {
  it("makes the intent durable before the effect, and the outcome after it", async () => {
    expect((await pass([])).log).toEqual(["intent", "executed", "outcome"]);
  });

  it("executes nothing that is denied, and records why", async () => {
    const { log, result } = await pass([{ kind: "shell", argv: ["rm"], cwd: { root: "workspace", path: "" } }]);
    expect(log).toEqual(["outcome"]);
    expect(result).toMatchObject({ status: "denied", denials: [{ rule: "shell-allowlist" }] });
  });

  it("shows the environment that a yes is good for", async () => {
    const step = { env: { MODE: "a\nb" } };
    const { asked } = await pass([{ kind: "shell", argv: ["ls"], cwd: { root: "workspace", path: "" } }], { step });
    expect(asked[0]?.preview).toBe('does it\n  with MODE="a\\nb"');
  });

  it("executes nothing without the approval it needs", async () => {
    const { log, result, asked } = await pass([shell]);
    expect(log).toEqual(["outcome"]);
    expect(asked).toMatchObject([{ step: "a", preview: "does it", why: ["runs `ls`"] }]);
    expect(result).toMatchObject({
      status: "denied",
      denials: [{ rule: "approval" }],
      approval: { required: true, given: false },
    });
  });

  it("executes with an approval and says whose it was", async () => {
    const { log, result } = await pass([shell], { ask: async () => yes("bob") });
    expect(log).toEqual(["intent", "executed", "outcome"]);
    expect(result).toMatchObject({
      approval: { required: true, given: true },
      approvedBy: { by: "bob", via: "terminal" },
    });
  });

  it("denies the commands of a template that wants the network where the policy has none, and grants it to none unasked", async () => {
    expect(await pass([shell], { permissions: { network: true }, ask: async () => yes("bob") })).toMatchObject({
      result: { status: "denied", denials: [{ rule: "network" }] },
    });
    const granted: boolean[] = [];
    const execute: GatePorts["execute"] = async ({ network }) => {
      granted.push(network);
      return { status: "succeeded", outputs: {}, artifacts: [], reads: [], volatile: {} };
    };
    await pass([shell], { ask: async () => yes("bob"), execute });
    expect(granted).toEqual([false]);
  });

  it("asks when the template asks, even for what the policy allows", async () => {
    const approval = { reason: "look first", approvers: ["bob"], count: 1, expiresHours: 1 };
    expect((await pass([], { step: { approval } })).result.status).toBe("denied");
    expect((await pass([], { step: { approval }, ask: async () => yes("mallory") })).result.status).toBe("denied");
    expect((await pass([], { step: { approval }, ask: async () => yes("bob") })).result.status).toBe("succeeded");
  });

  it("leaves a step as it is while somebody may still answer", async () => {
    const { waiting, log } = await pass([shell], { ask: async () => ({ kind: "waiting" }) });
    expect({ waiting, log }).toEqual({ waiting: true, log: [] });
  });

  it("counts several yeses, each of somebody else who may give it", async () => {
    const approval = { reason: "", approvers: ["bob", "eve"], count: 2, expiresHours: 1 };
    const both =
      (by: string, ...others: string[]) =>
      async () =>
        ({ ...yes(by), with: others }) as ApprovalAnswer;
    const given = await pass([], { step: { approval }, ask: both("bob", "eve") });
    expect(given.result).toMatchObject({ status: "succeeded", approvedBy: { by: "bob, eve" } });
    expect((await pass([], { step: { approval }, ask: both("bob", "bob") })).result.status).toBe("denied");
    expect((await pass([], { step: { approval }, ask: both("bob", "mallory") })).result.status).toBe("denied");
  });

  it("does not ask at all when nobody is named, and takes one yes for no two", async () => {
    const policy = { write: [], shell: [["ls"]], network: false, env: [], budgets: { maxSteps: 9, maxActions: 9 } };
    const nobody = await pass([shell], { policy: { ...policy, approvals: { approvers: [], self: true } } });
    expect(nobody).toMatchObject({ asked: [], result: { status: "denied" } });
    const two = { reason: "", approvers: ["bob", "eve"], count: 2, expiresHours: 1 };
    expect(await pass([], { step: { approval: two }, ask: async () => yes("bob") })).toMatchObject({
      result: { status: "denied" },
    });
  });

  it("does not let the requester approve where the policy forbids it", async () => {
    const policy = { write: [], shell: [["ls"]], network: false, env: [], budgets: { maxSteps: 9, maxActions: 9 } };
    const strict = { ...policy, approvals: { approvers: ["*"], self: false } };
    const own = await pass([shell], { policy: strict, ask: async () => yes("ann") });
    expect(own.result.denials).toMatchObject([
      { message: expect.stringContaining("policy.approvals.self"), remedy: "let somebody else run it" },
    ]);
    expect((await pass([shell], { policy: strict, ask: async () => yes("bob") })).result.status).toBe("succeeded");
  });

  it("binds the approval to task, step, action, parameters and environment", async () => {
    const digestFor = async (step: Parameters<typeof stepOf>[1]) => (await pass([shell], { step })).asked[0]?.digest;
    const digests = await Promise.all([
      digestFor({}),
      digestFor({ with: { text: "x" } }),
      digestFor({ with: { text: "y" } }),
      digestFor({ env: { A: "1" } }),
    ]);
    expect(new Set(digests).size).toBe(4);
  });

  it("redacts what is asked, and what is made durable", async () => {
    const redact = <T>(value: T): T => JSON.parse(JSON.stringify(value).replaceAll("hunter2", "[redacted]")) as T;
    const step = { with: { text: "hunter2" } };
    const { events, asked } = await pass([shell], { step, redact, recorded: redact, ask: async () => yes("bob") });
    expect(JSON.stringify([events, asked])).not.toContain("hunter2");
  });

  it("refuses an action that does not exist and parameters that do not fit, without executing", async () => {
    expect((await pass([], { step: { action: "no.such" } })).log).toEqual(["outcome"]);
    expect(await pass([], { step: { with: { nope: 1 } } })).toMatchObject({
      log: ["outcome"],
      result: { failure: { code: "invalid-parameters" } },
    });
  });
});
