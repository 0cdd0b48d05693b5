import { CONFIG_FILE, Fault } from "@sdetkit/core";
import { currentUser, type Engine, type RunAnswer } from "@sdetkit/runtime";
import { approvedSteps, terminalApprover } from "../../approver/terminal-approver.ts";
import type { Answer, Invocation } from "../../command/command.ts";
import { withEngine } from "../../command/with-engine.ts";
import { announceRun } from "../../github/announce-run.ts";
import { readInputs } from "../../input/read-inputs.ts";
import type { ApproveOptions, InputOptions } from "../../options/run-options.ts";
import type { Display } from "../../progress/display.ts";
import { withProgress } from "../../progress/with-progress.ts";
import { inertText } from "../../views/inert-text.ts";
import { localSource } from "../../views/local-source.ts";
import { planView } from "../../views/plan-view.ts";
import { type Asked, refusalAnswer } from "../../views/refusal-answer.ts";
import { runView } from "../../views/run-view.ts";

/** `agent run` and `agent templates run`. */
export async function runTask(
  task: string,
  options: InputOptions & ApproveOptions,
  invocation: Invocation,
): Promise<Answer> {
  const inputs = await readInputs(options, invocation);
  return await withEngine(invocation, async (engine) => {
    await refuseUnknownSteps(approvedSteps(options), engine, { task, inputs: inputs.values });
    const ran = await watched(options, invocation, (callbacks) =>
      engine.run({ task, inputs: inputs.values }, callbacks),
    );
    return await answerOfRun(ran, engine, invocation, { task, inputs });
  });
}

/** A name in `--approve` that no step has is a slip: found before anything runs, not when the approval is missing. Fault `usage`. */
async function refuseUnknownSteps(
  approved: ReturnType<typeof approvedSteps>,
  engine: Engine,
  request: Parameters<Engine["plan"]>[0],
): Promise<void> {
  if (approved === "all" || approved.size === 0) return;
  const plan = await engine.plan(request);
  if (plan.kind === "refused") return;
  const ids = plan.steps.map(({ id }) => id);
  const unknown = [...approved].find((id) => !ids.includes(id));
  if (unknown === undefined) return;
  throw new Fault("usage", `expected --approve to name steps of this task, got ${JSON.stringify(unknown)}`, {
    remedy: `name one of its steps: ${ids.join(", ")}`,
  });
}

/** `agent run --dry-run` and `agent templates plan`: what would be done; nothing is. */
export async function planTask(task: string, options: InputOptions, invocation: Invocation): Promise<Answer> {
  const inputs = await readInputs(options, invocation);
  return await withEngine(invocation, async (engine) => {
    const answer = await engine.plan({ task, inputs: inputs.values });
    if (answer.kind === "refused") return await refusalAnswer(answer, engine, invocation, { task, inputs });
    return planView(answer, { config: CONFIG_FILE, shell: engine.config.policy.shell });
  });
}

/** Gives a run its approver, its display and its interrupt. */
export async function watched<T>(
  options: ApproveOptions,
  invocation: Invocation,
  run: (callbacks: {
    approver: ReturnType<typeof terminalApprover>;
    onProgress: Display["show"];
    signal: AbortSignal;
  }) => Promise<T>,
): Promise<T> {
  const { console } = invocation;
  return await withProgress(invocation, async (display) => {
    const approver = terminalApprover(options, console, display, currentUser());
    return await run({ approver, onProgress: display.show, signal: console.signal });
  });
}

/** What `run` and `resume` answer. */
export async function answerOfRun(
  ran: RunAnswer,
  engine: Engine,
  invocation: Invocation,
  asked: Asked = {},
): Promise<Answer> {
  if (ran.kind === "refused") return await refusalAnswer(ran, engine, invocation, asked);
  const { console, verbose, json } = invocation;
  await announceRun(ran.report, console);
  if (json) return { exit: ran.exit, json: ran.report, text: "" };
  const { layout, blob, config } = engine;
  // Whoever asks for one action wants to see what it says; of a template's steps, only what went wrong.
  const show = verbose || ran.report.template === null ? "all" : "troubled";
  const text = await runView(
    ran.report,
    localSource({ layout, blob, console, tools: config.tools, shell: config.policy.shell, show }),
  );
  return { exit: ran.exit, json: ran.report, text: [text, inertText(ran.inert)], result: [ran.report.hash, "\n"] };
}
