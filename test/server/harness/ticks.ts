import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "vitest";
import { type Step, template } from "../../harness/workspace.ts";
import { until } from "./api.ts";
import type { Team } from "./cluster.ts";
import { approve, untilState } from "./runs.ts";

const TICKS = ".sdetkit/agent/workdir/ticks.txt";
const COMMAND = ["tee", "-a", "<path>"];
const STEPS = 6;

/** Commands that each add a line: how often each was done can be counted. What is interrupted may be done again. */
const tick = (n: number): Step => ({
  id: `s${n}`,
  action: "shell.run",
  idempotent: true,
  with: { argv: ["tee", "-a", TICKS], stdin: `s${n}\n`, ...(n === STEPS ? { outputs: { ticks: TICKS } } : {}) },
});

const hold: Step = {
  id: "hold",
  action: "fs.write",
  with: { path: "output:/held.txt", content: "held" },
  approval: { reason: "held back until the storm is over" },
};

/** The policy under which `ticks` may run. */
export const TICK_POLICY = { shell: [COMMAND] };

/** Two templates: `ticks` does six commands, each approved; `holds` waits for an approval that `approveAll` does not give. */
export function tickTemplates(root: string): void {
  const permissions = { write: [".sdetkit/agent/workdir"], shell: [COMMAND] };
  const steps = Array.from({ length: STEPS }, (_, i) => tick(i + 1));
  template(root, "ticks", steps, { permissions });
  template(root, "holds", [hold]);
}

/** Starts so many runs of a template, and asks again where no answer came: an acknowledged one is never started twice. */
export async function startRuns({ operator }: Team, id: string, count: number): Promise<string[]> {
  const runs: string[] = [];
  for (let n = 0; n < count; n += 1) {
    const key = { "idempotency-key": `${id}-${n}-${performance.now()}` };
    const task = { workspace: "main", task: `template:${id}` };
    const ask = () => operator.call("POST", "/runs", task, key);
    runs.push((await until(ask, ({ status }) => status === 201)).body.run);
  }
  return runs;
}

/** Says yes to whatever is asked but for what is held, until told to stop. */
export function approveAll({ approver }: Team): () => Promise<void> {
  let stopped = false;
  const work = (async () => {
    while (!stopped) {
      const pending = await approver.ask("GET", "/approvals?state=pending&limit=100").catch(() => ({ items: [] }));
      for (const asked of pending.items) {
        if (asked.step !== "hold") await approve(approver, asked).catch(() => undefined);
      }
      await sleep(50);
    }
  })();
  return async () => {
    stopped = true;
    await work;
  };
}

/** Approves what a run of `holds` waits for. */
export async function release(own: Team, run: string): Promise<void> {
  const waits = await until(
    () => own.operator.ask("GET", `/runs/${run}`),
    ({ approvals }) => approvals.length > 0,
  );
  await approve(own.approver, waits.approvals[0]);
}

/** A run when it is over. */
// biome-ignore lint/suspicious/noExplicitAny: the API's shape.
export function untilOver({ operator }: Team, run: string): Promise<any> {
  return untilState(operator, run, "over", 180);
}

/** Waits until one run is over: all others that were started with it are in the middle then. */
export async function untilUnderWay({ operator }: Team): Promise<void> {
  await until(
    () => operator.ask("GET", "/runs?state=over"),
    ({ items }) => items.length > 0,
  );
}

/** What was completed was not done again: each step once, but for what was interrupted and may be done again. */
export async function countTicks(own: Team, run: string): Promise<void> {
  const over = await untilOver(own, run);
  expect(over.status, JSON.stringify(over.report)).toBe("succeeded");
  const [artifact] = over.report.artifacts;
  const text = String(await own.operator.ask("GET", `/runs/${run}/blobs/${artifact.sha256}`));
  const events = await journal(own, run);
  for (let n = 1; n <= STEPS; n += 1) {
    const step = `s${n}`;
    const done = text.split("\n").filter((line) => line === step).length;
    const of = (kind: string) => events.filter((each) => each.kind === kind && each.step === step).length;
    expect(of("step-ended"), `${run} ${step}`).toBe(1);
    expect(done, `${run} ${step}`).toBeGreaterThanOrEqual(1);
    expect(done, `${run} ${step}`).toBeLessThanOrEqual(1 + of("step-reopened"));
  }
}

/** The journal of a run that is over. */
export async function journal(
  { operator }: Team,
  run: string,
): Promise<{ readonly kind: string; readonly step?: string }[]> {
  const stream = String(await operator.ask("GET", `/runs/${run}/events`));
  return [...stream.matchAll(/^data: (.*)$/gm)].map(([, line]) => JSON.parse(line as string));
}
