import { workflowRule } from "../definition-rule.ts";
import { constantValue } from "../expression/constant-value.ts";
import { contextPath } from "../expression/context-path.ts";
import { type Expression, partsOf } from "../expression/expression.ts";
import { findInCondition } from "../expression/find-expressions.ts";
import { startsOn } from "../model/definition.ts";
import type { YamlScalar } from "../yaml/yaml-node.ts";

const ACTORS = new Set([
  "github.actor",
  "github.actor_id",
  "github.triggering_actor",
  "github.event.sender.login",
  "github.event.sender.id",
  "github.event.pull_request.sender.login",
]);
/** User ids of Dependabot, Renovate and GitHub's own bot. */
const BOT_IDS = new Set(["49699333", "29139614", "27856297", "41898282"]);

export const botCondition = workflowRule(
  {
    id: "workflow-bot-condition",
    title: "No condition trusts the last actor to be a bot",
    severity: "warning",
    securitySeverity: 6.5,
    protects:
      "github.actor is whoever acted last on the pull request, not who wrote it. Somebody can let Dependabot touch a pull request of their own, and a check for the bot's name then passes for their code.",
    fix: "Compare github.event.pull_request.user.login, which names the author, and require github.repository == github.event.pull_request.head.repo.full_name.",
    examples: [
      {
        name: "github.actor compared with a bot",
        vulnerable: `on: pull_request_target
jobs:
  merge:
    if: github.actor == 'dependabot[bot]'
    runs-on: ubuntu-latest
    steps:
      - run: gh pr merge --auto "$URL"
`,
        repaired: `on: pull_request
jobs:
  merge:
    if: github.event.pull_request.user.login == 'dependabot[bot]'
    runs-on: ubuntu-latest
    steps:
      - run: gh pr merge --auto "$URL"
`,
      },
    ],
  },
  function* (workflow) {
    const privileged = startsOn(workflow, "pull_request_target", "workflow_run", "issue_comment");
    const fromOutside = privileged || startsOn(workflow, "pull_request", "pull_request_review");
    if (!fromOutside) return;
    const conditions = workflow.jobs.flatMap((job) => [job.condition, ...job.steps.map((step) => step.condition)]);
    for (const condition of conditions) {
      if (!condition) continue;
      for (const at of checksIn(workflow.source, condition)) {
        yield {
          at,
          severity: privileged ? "warning" : "note",
          message:
            "Expected a check of who wrote the pull request, found one of who acted last, which an outsider can make a bot. Compare `github.event.pull_request.user.login`.",
        };
      }
    }
  },
);

/** Where a condition lets a bot through; one that keeps bots out (`!=`) is no way in. */
function* checksIn(source: string, condition: YamlScalar): Generator<number> {
  for (const { tree, place } of findInCondition(source, condition)) {
    if (!tree) continue;
    for (const part of partsOf(tree)) {
      const pair = comparedPair(part);
      if (pair && isActorAndBot(pair[0], pair[1])) yield place(part.start);
    }
  }
}

function comparedPair(part: Expression): readonly [Expression, Expression] | null {
  if (part.kind === "binary" && part.operator === "==") return [part.left, part.right];
  const [first, second] = part.kind === "call" ? part.args : [];
  const compares = part.kind === "call" && /^(?:contains|startswith|endswith)$/i.test(part.name);
  return compares && first && second ? [first, second] : null;
}

function isActorAndBot(a: Expression, b: Expression): boolean {
  return (isActor(a) && isBot(b)) || (isActor(b) && isBot(a));
}

function isActor(expression: Expression): boolean {
  return ACTORS.has((contextPath(expression) ?? []).join("."));
}

function isBot(expression: Expression): boolean {
  const value = constantValue(expression);
  const text = String(value ?? "");
  return /\[bot\]/i.test(text) || BOT_IDS.has(text);
}
