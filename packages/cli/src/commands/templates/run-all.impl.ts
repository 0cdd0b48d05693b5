import { ExitCode, type RunReport, runStanding, type Template } from "@sdetkit/core";
import type { Engine, PlanAnswer, Refusal } from "@sdetkit/runtime";
import { type Answer, asked, type Invocation } from "../../command/command.ts";
import { withEngine } from "../../command/with-engine.ts";
import { announceRun } from "../../github/announce-run.ts";
import type { ApproveOptions } from "../../options/run-options.ts";
import { print } from "../../terminal/console.ts";
import { bold, cyan, dim, green, red, type Text, yellow } from "../../terminal/text.ts";
import { headLine } from "../../views/run-view.ts";
import { workspaceFlag } from "../../views/workspace-flag.ts";
import { watched } from "../run/run.impl.ts";

/** The outcome of one template. */
type Outcome =
  | { readonly kind: "ran"; readonly report: RunReport; readonly exit: ExitCode }
  | { readonly kind: "skipped"; readonly template: string; readonly why: string }
  | (Refusal & { readonly template: string });

type Plan = Extract<PlanAnswer, { kind: "planned" }>;

/** Of several exit codes, the first of these that occurred is the command's. */
const WORST_FIRST: readonly ExitCode[] = [
  ExitCode.interrupted,
  ExitCode.timedOut,
  ExitCode.failed,
  ExitCode.usage,
  ExitCode.denied,
];

/** `agent templates run-all`. */
export async function templatesRunAll(
  options: ApproveOptions & { readonly dryRun?: true },
  invocation: Invocation,
): Promise<Answer> {
  return await withEngine(invocation, async (engine) => {
    const { templates, broken } = await engine.catalogue();
    if (options.dryRun) return await planAll(templates, engine);
    const outcomes: Outcome[] = [];
    const flag = workspaceFlag(engine.layout.root, invocation.console.cwd);
    for (const template of templates) {
      if (invocation.console.signal.aborted) break;
      const outcome = await runOne(template, options, engine, invocation);
      outcomes.push(outcome);
      // Said at once, so that whoever read a hash can count on it being in the ledger even if the next run is interrupted.
      if (invocation.json || (invocation.quiet && wentWell(outcome))) continue;
      print(invocation.console, outcomeLine(outcome, flag));
    }
    const codes = outcomes.map((each) =>
      each.kind === "ran" ? each.exit : each.kind === "refused" ? ExitCode.usage : 0,
    );
    if (broken.length > 0) codes.push(ExitCode.usage);
    if (invocation.console.signal.aborted) codes.push(ExitCode.interrupted);
    const exit = WORST_FIRST.find((code) => codes.includes(code)) ?? ExitCode.done;
    return {
      exit,
      json: jsonOf(
        outcomes,
        broken.map(({ source }) => source.file),
        exit,
      ),
      text: verdict(outcomes, broken.length),
    };
  });
}

async function runOne(
  template: Template,
  options: ApproveOptions,
  engine: Engine,
  invocation: Invocation,
): Promise<Outcome> {
  const missing = missingInputs(template);
  if (missing.length > 0) return { kind: "skipped", template: template.id, why: `needs ${missing.join(", ")}` };
  const task = `template:${template.id}`;
  const ran = await watched(options, invocation, (callbacks) => engine.run({ task, inputs: {} }, callbacks));
  if (ran.kind === "refused") return { ...ran, template: template.id };
  await announceRun(ran.report, invocation.console);
  return ran;
}

async function planAll(templates: readonly Template[], engine: Engine): Promise<Answer> {
  const plans: Plan[] = [];
  for (const template of templates.filter((each) => missingInputs(each).length === 0)) {
    const plan = await engine.plan({ task: `template:${template.id}`, inputs: {} });
    if (plan.kind === "planned") plans.push(plan);
  }
  const runnable = plans.every((plan) => plan.runnable);
  const line = (plan: Plan): Text => {
    const steps = dim(`${plan.steps.length} ${plan.steps.length === 1 ? "step" : "steps"}`);
    return [plan.runnable ? green("✓") : red("✗"), " ", bold(plan.template?.id ?? plan.task), "  ", steps, "\n"];
  };
  const text: Text = [plans.map(line), "\nNothing was run.\n"];
  return {
    exit: runnable ? ExitCode.done : ExitCode.denied,
    json: { plans: plans.map(({ kind: _, ...plan }) => plan) },
    ...asked(text),
  };
}

function wentWell(outcome: Outcome): boolean {
  return outcome.kind === "skipped" || (outcome.kind === "ran" && outcome.exit === ExitCode.done);
}

function missingInputs({ inputs }: Template): string[] {
  return Object.entries(inputs).flatMap(([name, spec]) => (spec.required && spec.default === undefined ? [name] : []));
}

function outcomeLine(outcome: Outcome, flag: string): Text {
  switch (outcome.kind) {
    case "ran":
      return [
        headLine(outcome.report),
        "  ",
        dim("hash "),
        cyan(outcome.report.hash),
        "\n",
        whyText(outcome.report, flag),
      ];
    case "skipped":
      return [dim("–"), " ", bold(outcome.template), dim(` skipped: ${outcome.why}`), "\n"];
    case "refused":
      return [red("✗"), " ", bold(outcome.template), ` ${outcome.message}\n`];
  }
}

/** The first thing that kept a run from succeeding, and where the rest is. */
function whyText({ steps, hash }: RunReport, flag: string): Text {
  for (const { id, failure, denials } of steps) {
    const why = denials[0]?.message ?? failure?.message;
    if (why === undefined) continue;
    return [
      ["  ", dim("why  "), `${id}: ${why}`, "\n"],
      ["  ", dim("show "), `sdetkit agent history show ${hash.slice(0, 12)}${flag}`, "\n"],
    ];
  }
  return "";
}

function jsonOf(outcomes: readonly Outcome[], broken: readonly string[], exit: ExitCode): object {
  return {
    ok: exit === ExitCode.done,
    runs: outcomes.flatMap((each) => (each.kind === "ran" ? [each.report] : [])),
    skipped: outcomes.flatMap((each) => (each.kind === "skipped" ? [{ template: each.template, why: each.why }] : [])),
    refused: outcomes.flatMap((each) =>
      each.kind === "refused" ? [{ template: each.template, code: each.code, message: each.message }] : [],
    ),
    broken,
  };
}

function verdict(outcomes: readonly Outcome[], broken: number): Text {
  const ran = outcomes.flatMap((each) => (each.kind === "ran" ? [each.report] : []));
  const good = ran.filter(({ status }) => status === "succeeded").length;
  const unpassed = ran.filter((report) => runStanding(report) === "not-passed").length;
  const said = `${good} of ${ran.length} succeeded${unpassed === 0 ? "" : `, ${unpassed} of them did not pass`}.`;
  const all: Text = good === ran.length && unpassed === 0 ? green(said) : yellow(said);
  if (broken === 0) return ["\n", all, "\n"];
  const more = `${broken} ${broken === 1 ? "template is" : "templates are"} not valid: sdetkit agent templates validate`;
  return ["\n", all, " ", red(more), "\n"];
}
