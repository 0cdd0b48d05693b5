import { ExitCode } from "@sdetkit/core";
import type { PlanAnswer, PlannedStep } from "@sdetkit/runtime";
import { type Answer, asked } from "../command/command.ts";
import { bold, cyan, dim, green, join, red, type Text, yellow } from "../terminal/text.ts";
import { type PolicySource, shownRemedy } from "./shown-remedy.ts";

type Plan = PlanAnswer & { kind: "planned" };

/** A plan as an answer. It is done when it could be run; one that the policy denies, or that would fail, exits as the run would. */
export function planView(plan: Plan, policy: PolicySource): Answer {
  const { kind: _, ...json } = plan;
  const toBeAsked = plan.steps.filter(({ decision }) => decision.kind === "approval").length;
  return {
    exit: plan.runnable ? ExitCode.done : isDenied(plan) ? ExitCode.denied : ExitCode.failed,
    json,
    ...asked([headOf(plan), "\n", plan.steps.map((step) => stepText(step, policy)), "\n", verdict(plan, toBeAsked)]),
  };
}

function headOf({ template, task, inputs }: Plan): Text {
  const names = Object.entries(inputs);
  const title: Text = template
    ? [bold(template.id), " ", dim(template.version), "  ", template.title, "\n"]
    : [bold(task), "\n"];
  if (names.length === 0) return title;
  const values = names.map(
    ([name, value]): Text => [dim(`${name}=`), typeof value === "string" ? value : JSON.stringify(value)],
  );
  return [title, dim("with "), join(values, "  "), "\n"];
}

function stepText(step: PlannedStep, policy: PolicySource): Text {
  const needs = step.needs.length === 0 ? "" : dim(`  after ${step.needs.join(", ")}`);
  const label = step.name === "" || step.name === step.id ? "" : `  ${step.name}`;
  return [
    ["  ", decisionMark(step.decision), " ", bold(step.id), "  ", cyan(step.action), label, needs, "\n"],
    step.condition === null ? "" : ["      ", dim("if       "), step.condition, "\n"],
    ...facts("writes", step.writes),
    ...facts(
      "starts",
      step.commands.map((argv) => argv.map(quoted).join(" ")),
    ),
    ...facts("hidden", hiddenFacts(step)),
    step.network ? ["      ", dim("uses     "), "the network", "\n"] : "",
    step.writes.length + step.commands.length === 0 && step.preview !== ""
      ? facts("does", step.preview.split("\n"))
      : "",
    decisionText(step.decision, policy),
  ];
}

/** A few of the ignored files that a command will not see. */
function hiddenFacts({ hidden = [] }: PlannedStep): string[] {
  if (hidden.length === 0) return [];
  const more = hidden.length > 5 ? `, and ${hidden.length - 5} more` : "";
  return [`${hidden.slice(0, 5).join(", ")}${more}: ignored by git; declare under inputs what the command needs`];
}

function facts(name: string, values: readonly string[]): Text[] {
  return values.map((value, index) => ["      ", dim((index === 0 ? name : "").padEnd(9)), value, "\n"]);
}

/** A word of a command as a shell would need it: only for reading. */
function quoted(word: string): string {
  return /^[\w@%+=:,./${}-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

function decisionMark(decision: PlannedStep["decision"]): Text {
  switch (decision.kind) {
    case "allow":
      return green("✓");
    case "approval":
      return yellow("?");
    case "later":
      return dim("…");
    case "deny":
      return red("✗");
  }
}

function decisionText(decision: PlannedStep["decision"], policy: PolicySource): Text {
  switch (decision.kind) {
    case "allow":
      return ["      ", dim("policy   "), green("allowed"), "\n"];
    case "approval":
      return ["      ", dim("policy   "), yellow("needs approval"), dim(`  ${decision.why.join("; ")}`), "\n"];
    case "later":
      return ["      ", dim("policy   "), "decided when the earlier steps that it depends on are over", "\n"];
    case "deny":
      return decision.reasons.map((denial, index): Text => {
        const { rule, message } = denial;
        const remedy = shownRemedy(denial, policy);
        return [
          [
            "      ",
            dim((index === 0 ? "policy" : "").padEnd(9)),
            red("denied"),
            `  ${message}`,
            dim(` (${rule})`),
            "\n",
          ],
          remedy === "" ? "" : ["               ", dim("→ "), remedy, "\n"],
        ];
      });
  }
}

/** Whether it is the policy, or a budget, that keeps a plan from being run. */
function isDenied({ steps, secrets = [] }: Plan): boolean {
  return secrets.length === 0 || steps.some(({ decision }) => decision.kind === "deny");
}

function verdict(plan: Plan, asked: number): Text {
  const { runnable, steps, secrets = [] } = plan;
  const count = `${steps.length} ${steps.length === 1 ? "step" : "steps"}`;
  if (secrets.length > 0) {
    const places = secrets.map((each): Text => ["  ", red("✗"), " ", each, "\n"]);
    return [places, red("A run would fail: it would store a secret from the environment."), " Nothing was run.\n"];
  }
  if (!runnable) return [red(`The policy denies this plan.`), " Nothing was run.\n"];
  if (asked > 0)
    return [
      yellow(`${count}, ${asked === steps.length ? "" : `${asked} of them `}after an approval.`),
      " Nothing was run.\n",
    ];
  return [green(`${count}, all allowed.`), " Nothing was run.\n"];
}
