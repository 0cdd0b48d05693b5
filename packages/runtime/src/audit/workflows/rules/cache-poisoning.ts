import { type CachingAction, cachingActions, publishingActions } from "../data/caching-actions.ts";
import { workflowRule } from "../definition-rule.ts";
import { isTruthy } from "../expression/constant-value.ts";
import { contextPath } from "../expression/context-path.ts";
import type { Expression } from "../expression/expression.ts";
import { findExpressions, findInCondition } from "../expression/find-expressions.ts";
import type { Job, Step, Trigger, Workflow } from "../model/definition.ts";
import { isDisabled } from "../model/is-disabled.ts";
import { effectivePermissions, mayWrite } from "../model/permissions.ts";
import { versionOf } from "../model/version-of.ts";
import { child, entriesOf, itemsOf, type YamlScalar } from "../yaml/yaml-node.ts";

/** What publishes: a release, a pushed tag, a push to a branch for releases; or a step that publishes. */
type Publication = "release" | "tag" | "branch" | "step";

export const cachePoisoning = workflowRule(
  {
    id: "workflow-cache-poisoning",
    title: "What is published is built without a cache",
    severity: "warning",
    securitySeverity: 6,
    protects:
      "Every workflow that runs on the default branch may write the cache, and one that was tricked once can leave a prepared entry. A release that restores it ships what the attacker put there, signed by you.",
    fix: "Build releases without a cache: the input that the action has for it (`enable-cache: false`, `package-manager-cache: false`, `cache: false`, `lookup-only: true`), or an `if:` that leaves the step out on tags and releases.",
    examples: [
      {
        name: "a release that restores a cache",
        vulnerable: `on: release
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - uses: Swatinem/rust-cache@82a92a6e8fbeee089604da2575dc567ae9ddeaab # v2.7.5
      - run: cargo publish
`,
        repaired: `on: release
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - uses: Swatinem/rust-cache@82a92a6e8fbeee089604da2575dc567ae9ddeaab # v2.7.5
        with:
          lookup-only: true
      - run: cargo publish
`,
      },
      {
        name: "a pushed tag",
        vulnerable: `on:
  push:
    branches: [main]
    tags: ["v*"]
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/setup-go@4dc6199c7b1a012772edbd06daecab0f50c9053c # v6.1.0
`,
        repaired: `on:
  push:
    branches: [main]
    tags: ["v*"]
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/setup-go@4dc6199c7b1a012772edbd06daecab0f50c9053c # v6.1.0
        with:
          cache: \${{ !startsWith(github.ref, 'refs/tags/') }}
`,
      },
    ],
  },
  function* (workflow) {
    const events = publishingEvents(workflow.triggers);
    for (const job of workflow.jobs) {
      const how = events.length > 0 ? events : publishes(job) ? (["step"] as const) : [];
      if (how.length === 0) continue;
      for (const step of job.steps) {
        if (isDisabled(step) || !restores(workflow, step, how)) continue;
        if (step.condition && isOffOn(workflow.source, step.condition, how)) continue;
        yield {
          at: step.uses?.node.start ?? step.node.start,
          ...(publishesItself(workflow, job) ? {} : { severity: "note" as const }),
          message: `Expected a build without a cache before it is published, found \`${step.uses?.text.split("@")[0]}\`, which restores one. Switch it off for releases.`,
        };
      }
    }
  },
);

function publishingEvents(triggers: readonly Trigger[]): readonly Publication[] {
  return triggers.flatMap(({ name, config }): Publication[] => {
    if (name === "release") return ["release"];
    if (name !== "push") return [];
    const branches = itemsOf(child(config, "branches"));
    const released = branches.some((item) => item.kind === "scalar" && /release/i.test(item.text));
    return [...(child(config, "tags") ? (["tag"] as const) : []), ...(released ? (["branch"] as const) : [])];
  });
}

/**
 * Whether the job's own result can reach users: it publishes, hands its result on, or may write. A job that only tests on a
 * tag or a branch for releases has nothing to poison.
 */
function publishesItself(workflow: Workflow, job: Job): boolean {
  if (publishes(job)) return true;
  const permissions = effectivePermissions(workflow, job);
  if (permissions !== "default" && ["contents", "packages", "id-token"].some((scope) => mayWrite(permissions, scope)))
    return true;
  return job.steps.some(
    ({ uses, run }) =>
      (uses?.kind === "repository" && uses.slug === "actions/upload-artifact") ||
      (run !== null &&
        /\b(?:publish|release (?:create|upload)|twine upload|docker push|gem push|nuget push|deploy)\b/i.test(
          run.text,
        )),
  );
}

function publishes(job: Job): boolean {
  return job.steps.some(({ uses, with: inputs }) => {
    if (uses?.kind !== "repository" || !(uses.slug in publishingActions)) return false;
    const input = publishingActions[uses.slug];
    if (input === null || input === undefined) return true;
    const value = child(inputs, input);
    return value?.kind === "scalar" ? value.text !== "false" && value.text !== "" : input !== "push";
  });
}

function restores(workflow: Workflow, step: Step, how: readonly Publication[]): boolean {
  const { uses } = step;
  if (uses?.kind !== "repository") return false;
  const major = versionOf(workflow.source, uses)?.[0];
  const kinds = (cachingActions[uses.slug] ?? []).filter(
    ({ path = "", from, before }) => path === uses.path && matches(major, from, before),
  );
  return kinds.some((kind) => isOn(workflow.source, step, kind, how));
}

/** An unknown version may cache by itself: only what is known to be newer does not. */
function matches(major: number | undefined, from: number | undefined, before: number | undefined): boolean {
  if (major === undefined) return before !== undefined || from === undefined || from <= 5;
  return (from === undefined || major >= from) && (before === undefined || major < before);
}

function isOn(
  source: string,
  { with: inputs }: Step,
  { switches, needs }: CachingAction,
  how: readonly Publication[],
): boolean {
  if (needs !== undefined && !child(inputs, needs)) return false;
  if (switches.length === 0) return true;
  return switches.some(({ input, unset, on, off }) => {
    const value = entriesOf(inputs).find(({ key }) => key.text.toLowerCase() === input)?.value;
    if (!value) return unset;
    if (value.kind !== "scalar") return true;
    if (value.text.includes("${{")) return !isOffOn(source, value, how);
    const text = value.text.trim().toLowerCase();
    return on ? on.includes(text) : !off.includes(text);
  });
}

/**
 * Whether an expression is false for every way in which this workflow publishes. Where pushed tags publish, a release that
 * starts the workflow as well comes from the same tag.
 */
function isOffOn(source: string, value: YamlScalar, how: readonly Publication[]): boolean {
  const [expression] = value.text.includes("${{") ? findExpressions(source, value) : findInCondition(source, value);
  const tree = expression?.tree;
  if (!tree) return false;
  const ways = how.includes("tag") ? how.filter((each) => each !== "release") : how;
  return ways.every((each) => each !== "step" && evaluate(tree, each) === false);
}

/** What an expression gives in a run that publishes this way; undefined when that depends on something else. */
function evaluate(tree: Expression, how: Publication): boolean | string | undefined {
  switch (tree.kind) {
    case "literal":
      return typeof tree.value === "string" ? tree.value : isTruthy(tree.value);
    case "not": {
      const value = evaluate(tree.operand, how);
      return value === undefined ? undefined : !isTruthy(value);
    }
    case "binary":
      return ofBinary(tree, how);
    case "call": {
      const [first, second] = tree.args.map((arg) => evaluate(arg, how));
      if (!/^(?:startswith|contains)$/i.test(tree.name) || typeof second !== "string") return undefined;
      return typeof first === "string" && (second === "refs/tags/" || second === "refs/tags")
        ? first.startsWith("refs/tags/")
        : undefined;
    }
    default:
      return ofContext((contextPath(tree) ?? []).join("."), how);
  }
}

function ofBinary(tree: Extract<Expression, { kind: "binary" }>, how: Publication): boolean | string | undefined {
  const [left, right] = [evaluate(tree.left, how), evaluate(tree.right, how)];
  const [a, b] = [left, right].map((each) => (each === undefined ? undefined : isTruthy(each)));
  switch (tree.operator) {
    case "&&":
      return a === false || b === false ? false : a === undefined || b === undefined ? undefined : right;
    case "||":
      return a === true || b === true ? true : a === undefined || b === undefined ? undefined : false;
    case "==":
    case "!=":
      if (typeof left !== "string" || typeof right !== "string") return undefined;
      return (left.toLowerCase() === right.toLowerCase()) === (tree.operator === "==");
    default:
      return undefined;
  }
}

function ofContext(path: string, how: Publication): string | undefined {
  if (path === "github.event_name") return how === "release" ? "release" : "push";
  if (path === "github.ref_type") return how === "branch" ? "branch" : "tag";
  if (path === "github.ref") return how === "branch" ? "refs/heads/" : "refs/tags/";
  return undefined;
}
