import { definitionRule } from "../definition-rule.ts";
import { contextPath } from "../expression/context-path.ts";
import { findExpressions } from "../expression/find-expressions.ts";
import type { Definition, Job, Step } from "../model/definition.ts";
import { matrixValues } from "../model/matrix.ts";
import { entriesOf, type YamlNode } from "../yaml/yaml-node.ts";

const VARIABLE = "ACTIONS_ALLOW_UNSECURE_COMMANDS";

export const insecureCommands = definitionRule(
  {
    id: "workflow-insecure-commands",
    title: "No output of a program sets the environment",
    severity: "error",
    securitySeverity: 7.5,
    protects: `${VARIABLE} brings back ::set-env:: and ::add-path::, with which any line that a program prints, a test's name for instance, sets variables and the path of later steps.`,
    fix: "Remove the variable, and write to the files GITHUB_ENV and GITHUB_PATH.",
    examples: [
      {
        name: "the variable on a job",
        vulnerable: `on: push
jobs:
  test:
    runs-on: ubuntu-latest
    env:
      ${VARIABLE}: true
    steps:
      - run: echo "::add-path::$HOME/bin"
`,
        repaired: `on: push
jobs:
  test:
    runs-on: ubuntu-latest
    env:
      ${VARIABLE}: false
    steps:
      - run: echo "$HOME/bin" >> "$GITHUB_PATH"
`,
      },
    ],
  },
  function* (definition) {
    for (const { env, job } of environments(definition)) {
      const severity = judge(definition, env, job);
      if (severity === null) continue;
      const entry = entriesOf(env).find(({ key }) => key.text.toUpperCase() === VARIABLE);
      yield {
        at: entry?.key.start ?? env.start,
        severity,
        message:
          severity === "note"
            ? `Expected variables by their names, found a computed environment, which can hold ${VARIABLE}. Name them.`
            : `Expected environment files, found ${VARIABLE}: what a program prints sets variables. Remove it.`,
      };
    }
  },
);

function* environments(definition: Definition): Generator<{ env: YamlNode; job: Job | null }> {
  if (definition.kind === "workflow" && definition.env) yield { env: definition.env, job: null };
  const jobs = definition.kind === "workflow" ? definition.jobs : [];
  for (const job of jobs) if (job.env) yield { env: job.env, job };
  const steps: readonly Step[] = definition.kind === "workflow" ? jobs.flatMap((job) => job.steps) : definition.steps;
  for (const { env, job } of steps) if (env) yield { env, job };
}

function judge(definition: Definition, env: YamlNode, job: Job | null): "error" | "note" | null {
  if (env.kind === "map") return isSwitchedOn(env) ? "error" : null;
  if (env.kind !== "scalar") return null;
  const [expression] = findExpressions(definition.source, env);
  if (!expression?.tree) return null;
  const path = contextPath(expression.tree);
  const known =
    job && path?.[0] === "matrix" && !path.includes(null) ? matrixValues(job, path.slice(1) as string[]) : null;
  if (known === null) return "note";
  return known.some(isSwitchedOn) ? "error" : null;
}

/** The runner compares the trimmed text with `true`. */
function isSwitchedOn(env: YamlNode): boolean {
  const entry = entriesOf(env).find(({ key }) => key.text.toUpperCase() === VARIABLE);
  return (
    entry?.value.kind === "scalar" &&
    (entry.value.text.trim().toLowerCase() === "true" || entry.value.text.includes("${{"))
  );
}
