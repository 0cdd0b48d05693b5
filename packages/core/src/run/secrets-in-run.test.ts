import { describe, expect, it } from "vitest";
import type { Artifact } from "../action/spec.ts";
import type { FaultCode } from "../diagnostic/fault-catalogue.ts";
import type { Sha256 } from "../digest/sha256.ts";
import { REDACTED } from "../secret/secret-rule.ts";
import { nothingDone } from "./event.ts";
import { type SecretPorts, secretsInPlan, secretToStore, withoutSecrets } from "./secrets-in-run.ts";
import { begin, dueEffects, reduce, statusOf } from "./step-machine.ts";
import { planOf, resultOf, stepOf } from "./testing/plan-of.ts";

const SECRET = "hunter2hunter";
const TOKEN = "ghp_token";
const replace = (what: string, value: unknown) => JSON.parse(JSON.stringify(value).replaceAll(what, REDACTED));
const ports: SecretPorts = {
  redact: (value) => replace(SECRET, replace(TOKEN, value)),
  recorded: (value) => replace(TOKEN, value),
  variablesIn: (value) => (JSON.stringify(value ?? null).includes(SECRET) ? ["DB_PASSWORD"] : []),
};
const env = { DEPLOY_TOKEN: "postgres", TOKEN_TYPE: "bearer", REGION: "eu" };

/** What is performed first of a plan with one step. */
function performing(more: Parameters<typeof stepOf>[1], plan: Parameters<typeof planOf>[1] = {}) {
  const whole = planOf([stepOf("a", more)], { env, ...plan });
  const [effect] = dueEffects(begin(whole));
  if (effect?.kind !== "perform") throw new Error("nothing to perform");
  return { plan: whole, effect };
}

function reasonOf(
  more: Parameters<typeof stepOf>[1],
  capability: "none" | "write" | "shell" = "write",
  plan: Parameters<typeof planOf>[1] = {},
) {
  const { plan: whole, effect } = performing(more, plan);
  return secretToStore(whole, effect, { capability }, ports);
}

describe("what a step is told", () => {
  it("is kept without what was made of a secret variable, by its name alone", () => {
    const params = { argv: ["x", "Bearer ${{ env.DEPLOY_TOKEN }} ${{ env.REGION }}", "${{ env.TOKEN_TYPE }}"] };
    const values = { A: "${{ env.DEPLOY_TOKEN }}", B: "${{ env.TOKEN_TYPE }}", C: "${{ env.REGION }}" };
    const { effect } = performing({ with: params, env: values });
    expect(effect.params).toEqual({ argv: ["x", "Bearer postgres eu", "bearer"] });
    expect(effect.env).toEqual({ A: "postgres", B: "bearer", C: "eu" });
    expect(effect.kept).toEqual({
      params: { argv: ["x", `Bearer ${REDACTED} eu`, "bearer"] },
      env: { A: REDACTED, B: REDACTED, C: "eu" },
      given: ["DEPLOY_TOKEN"],
    });
    expect(performing({ with: { text: "${{ env.REGION }}" } }).effect).not.toHaveProperty("kept");
  });

  it("keeps the step from beginning when it would be stored with a secret, and says where and whose", () => {
    const message = expect.stringMatching(/^with: .*DB_PASSWORD/);
    expect(reasonOf({ with: { text: `a ${SECRET}` } })).toEqual({ code: "secret-from-environment", message });
    expect(reasonOf({ env: { A: SECRET } }, "shell")).toMatchObject({ message: expect.stringMatching(/^env: /) });
    const secrets = [{ where: "inputs.given", variables: ["DB_PASSWORD"] }];
    expect(reasonOf({}, "none", { secrets })).toMatchObject({ message: expect.stringMatching(/^inputs\.given: /) });
    expect(reasonOf({ with: { text: "postgres" } })).toBeNull();
  });

  it("may be a secret variable for a command only", () => {
    const given = { with: { text: "${{ env.DEPLOY_TOKEN }}" } };
    expect(reasonOf(given, "shell")).toBeNull();
    for (const capability of ["write", "none"] as const)
      expect(reasonOf(given, capability)).toMatchObject({
        code: "secret-from-environment",
        message: expect.stringContaining("DEPLOY_TOKEN"),
      });
    expect(reasonOf({ with: { text: "${{ env.TOKEN_TYPE }}" } })).toBeNull();
  });

  it("is not written where an earlier step had it redacted, unless the step says so", () => {
    const inputs = { read: `x ${REDACTED}` };
    const copies = { with: { text: "${{ inputs.read }}" } };
    expect(reasonOf(copies, "write", { inputs })).toMatchObject({ code: "secret-in-artifact" });
    expect(reasonOf({ ...copies, redact: true }, "write", { inputs })).toBeNull();
    expect(reasonOf({ with: { text: `a literal ${REDACTED}` } })).toBeNull();
    expect(reasonOf(copies, "shell", { inputs })).toBeNull();
  });

  it("is found in a plan, place by place", () => {
    const plan = planOf([stepOf("a"), stepOf("b", { with: { text: SECRET } })], { inputs: { x: "y", z: [SECRET] } });
    expect(secretsInPlan(plan, ports).map(({ where }) => where)).toEqual(["inputs.z", "step b"]);
  });
});

describe("the outcome of a step", () => {
  const artifact = (name: string): Artifact => {
    return { name, path: `output:/${name}`, sha256: "0".repeat(64) as Sha256, bytes: 1, volatile: false };
  };

  it("is a failure when it would be stored with a secret: nothing of it is left but what is clean", () => {
    for (const more of [
      { outputs: { content: SECRET } },
      { artifacts: [artifact(SECRET)] },
      { reads: [{ path: SECRET, kind: "file" as const, sha256: "0".repeat(64) as Sha256 }] },
    ]) {
      const kept = withoutSecrets(resultOf({ artifacts: [artifact("clean")], ...more, exitCode: 0 }), ports);
      const failure = { code: "secret-from-environment", message: expect.stringContaining("DB_PASSWORD") };
      expect(kept).toMatchObject({ status: "failed", failure, outputs: {}, reads: [], exitCode: 0 });
      expect(JSON.stringify(kept)).not.toContain(SECRET);
    }
    const failed = nothingDone("failed", { failure: { code: "exit-code", message: `no ${SECRET}` } });
    expect(withoutSecrets(failed, ports)).toMatchObject({ failure: { code: "secret-from-environment" } });
  });

  it("stays a denial, a cancel or a time-out, in words without the secret", () => {
    for (const status of ["denied", "cancelled", "timed-out"] as const) {
      const denials = [{ rule: "shell-allowlist" as const, need: null, message: SECRET, remedy: SECRET }];
      const kept = withoutSecrets(
        nothingDone(status, { denials, failure: { code: "timed-out", message: SECRET } }),
        ports,
      );
      expect(kept).toMatchObject({
        status,
        failure: { code: "timed-out", message: REDACTED },
        denials: [{ message: REDACTED }],
      });
    }
  });

  it("has credentials cut from what is recorded, and every secret from what is not", () => {
    const result = resultOf({ outputs: { a: TOKEN }, volatile: { a: TOKEN, b: SECRET } });
    expect(withoutSecrets(result, ports)).toEqual({
      ...result,
      outputs: { a: REDACTED },
      volatile: { a: REDACTED, b: REDACTED },
    });
  });

  it("is never accepted, and not tried again", () => {
    const plan = planOf([stepOf("a", { continueOnError: true, retry: { max: 3, delaySeconds: 0 } })]);
    const failedBy = (code: FaultCode) => {
      const result = nothingDone("failed", { failure: { code, message: "" } });
      return reduce(begin(plan), { kind: "outcome", step: "a", attempt: 4, result });
    };
    expect([statusOf(failedBy("exit-code")), statusOf(failedBy("secret-from-environment"))]).toEqual([
      "succeeded",
      "failed",
    ]);
    const result = nothingDone("failed", { failure: { code: "secret-from-environment", message: "" } });
    const once = reduce(begin(plan), { kind: "outcome", step: "a", attempt: 1, result });
    expect(dueEffects(once)).toEqual([{ kind: "finish", status: "failed" }]);
  });
});
