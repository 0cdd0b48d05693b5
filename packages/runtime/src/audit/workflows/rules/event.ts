import { type Observation, workflowRule } from "../definition-rule.ts";
import { cronProblem } from "../lint/cron.ts";
import { events } from "../lint/events.ts";
import { patternProblem } from "../lint/filter-pattern.ts";
import type { Trigger } from "../model/definition.ts";
import { child, entriesOf, itemsOf, scalarOf, type YamlNode, type YamlScalar } from "../yaml/yaml-node.ts";

const MOST_INPUTS = 25;

export const event = workflowRule(
  {
    id: "workflow-event",
    title: "Events, their filters and their inputs are such that GitHub knows",
    severity: "error",
    protects:
      "An event that GitHub does not know never comes, and a filter that matches nothing keeps the workflow from running: the check is missing, and nobody is told.",
    fix: "Correct the name, filter, time or input that the finding names, by GitHub's page on events that trigger workflows.",
    examples: [
      {
        name: "an unknown event, two filters that exclude each other, a time that never comes",
        vulnerable: `on:
  pullrequest:
  push:
    branches: [main]
    branches-ignore: [wip]
  schedule:
    - cron: "0 3 * *"
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - run: make test
`,
        repaired: `on:
  pull_request:
    types: [opened, synchronize]
  push:
    branches: [main, "release/**", "!release/old"]
  schedule:
    - cron: "0 3 * * 1-5"
      timezone: Europe/Berlin
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - run: make test
`,
      },
    ],
  },
  function* (workflow) {
    for (const trigger of workflow.triggers) yield* ofTrigger(trigger);
    for (const job of workflow.jobs) {
      const version = scalarOf(child(child(job.node, "snapshot"), "version"));
      if (version) yield* ofPattern(version, "path");
    }
  },
);

function* ofTrigger({ name, node, config }: Trigger): Generator<Observation> {
  const facts = Object.hasOwn(events, name) ? events[name] : undefined;
  if (!facts) {
    if (name !== "" && !name.includes("${{"))
      yield { at: node.start, message: `Expected an event that GitHub knows, found \`${name}\`. Correct the name.` };
    return;
  }
  if (name === "schedule") yield* ofSchedule(config);
  else if (name === "workflow_call" || name === "workflow_dispatch") yield* ofInputs(name, config, node);
  else if (name === "image_version") {
    for (const key of ["names", "versions"])
      for (const item of itemsOf(child(config, key))) if (item.kind === "scalar") yield* ofPattern(item, "path");
  } else yield* ofFilters({ name, node, config });
}

function* ofFilters({ name, config }: Trigger): Generator<Observation> {
  const facts = events[name];
  if (!facts) return;
  for (const { key, value } of entriesOf(config)) {
    if (key.text === "types") {
      for (const item of itemsOf(value)) {
        if (item.kind !== "scalar" || item.text === "" || name === "repository_dispatch") continue;
        if (facts.types === null)
          yield {
            at: item.start,
            message: `Expected no \`types:\`, found one on \`${name}\`, which has none. Remove it.`,
          };
        else if (!facts.types.includes(item.text)) {
          yield {
            at: item.start,
            message: `Expected a type of \`${name}\` (${facts.types.join(", ")}), found \`${item.text}\`. Correct it.`,
          };
        }
      }
      continue;
    }
    const isFilter = /^(?:branches|paths|tags)(?:-ignore)?$/.test(key.text);
    if (isFilter && !facts.filters.includes(key.text)) {
      yield {
        at: key.start,
        message: `Expected a filter that \`${name}\` has, found \`${key.text}:\`, which does nothing there. Remove it.`,
      };
      continue;
    }
    if (!isFilter) continue;
    for (const item of itemsOf(value))
      if (item.kind === "scalar") yield* ofPattern(item, key.text.startsWith("paths") ? "path" : "ref");
  }
  for (const filter of ["branches", "paths", "tags"]) {
    const [wanted, ignored] = [filter, `${filter}-ignore`].map((key) =>
      entriesOf(config).find((entry) => entry.key.text === key),
    );
    if (!wanted || !ignored || !facts.filters.includes(filter)) continue;
    const at = Math.max(wanted.key.start, ignored.key.start);
    yield {
      at,
      message: `Expected one of \`${filter}:\` and \`${filter}-ignore:\` on \`${name}\`, found both. Use \`!\` in the first.`,
    };
  }
}

function* ofPattern(item: YamlScalar, kind: "ref" | "path"): Generator<Observation> {
  const problem = patternProblem(item.text, kind);
  if (problem)
    yield {
      at: item.start,
      message: `Expected a pattern that can match, found \`${item.text.trim()}\`: ${problem}. Correct it.`,
    };
}

function* ofSchedule(config: YamlNode | null): Generator<Observation> {
  for (const item of itemsOf(config)) {
    const cron = scalarOf(child(item, "cron"));
    const problem = cron && cron.text !== "" ? cronProblem(cron.text) : null;
    if (cron && problem)
      yield {
        at: cron.start,
        message: `Expected a time in five fields, found \`${cron.text}\`: ${problem}. Correct it.`,
      };
    const zone = scalarOf(child(item, "timezone"));
    if (zone && zone.text !== "" && !isTimeZone(zone.text)) {
      yield {
        at: zone.start,
        message: `Expected a time zone of IANA's list, such as \`Europe/Berlin\`, found \`${zone.text}\`. Correct it.`,
      };
    }
  }
}

/** GitHub takes names of places only; what the machine's own settings are called is none. */
function isTimeZone(name: string): boolean {
  if (!/^[A-Z][\w+-]*(?:\/[\w+-]+)+$/.test(name)) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function* ofInputs(name: string, config: YamlNode | null, node: YamlScalar): Generator<Observation> {
  const inputs = entriesOf(child(config, "inputs"));
  if (name === "workflow_dispatch" && inputs.length > MOST_INPUTS) {
    const at = entriesOf(config).find(({ key }) => key.text === "inputs")?.key.start ?? node.start;
    yield { at, message: `Expected at most ${MOST_INPUTS} inputs, found ${inputs.length}. Combine some.` };
  }
  for (const { key, value } of inputs) {
    const type = scalarOf(child(value, "type"))?.text ?? "string";
    const fallback = child(value, "default");
    const given = fallback?.kind === "scalar" ? fallback : null;
    const computed = given?.text.includes("${{") ?? false;
    if (name === "workflow_call" && given && scalarOf(child(value, "required"))?.text === "true") {
      yield {
        at: given.start,
        severity: "note",
        message: `Expected no default of the required input \`${key.text}\`, found one, which is never used. Remove one of the two.`,
      };
    }
    if (given && !computed && type === "boolean" && !/^(?:true|false)$/.test(given.text)) {
      yield {
        at: given.start,
        message: `Expected \`true\` or \`false\` as the default of \`${key.text}\`, found \`${given.text}\`. Correct it.`,
      };
    }
    if (given && !computed && type === "number" && (given.text.trim() === "" || Number.isNaN(Number(given.text)))) {
      yield {
        at: given.start,
        message: `Expected a number as the default of \`${key.text}\`, found \`${given.text}\`. Correct it.`,
      };
    }
    if (name === "workflow_dispatch") yield* ofOptions(key, value, type, given);
  }
}

function* ofOptions(key: YamlScalar, input: YamlNode, type: string, given: YamlScalar | null): Generator<Observation> {
  const options = entriesOf(input).find((entry) => entry.key.text === "options");
  const names = itemsOf(options?.value ?? null).flatMap((item) => (item.kind === "scalar" ? [item] : []));
  if (type !== "choice") {
    if (options)
      yield {
        at: options.key.start,
        message: `Expected \`options:\` with \`type: choice\` only, found them on \`${key.text}\`. Change the type or remove them.`,
      };
    return;
  }
  if (names.length === 0) {
    yield { at: key.start, message: `Expected \`options:\` of the choice \`${key.text}\`, found none. Add them.` };
    return;
  }
  const seen = new Set<string>();
  for (const option of names) {
    if (seen.has(option.text))
      yield {
        at: option.start,
        message: `Expected each option of \`${key.text}\` once, found \`${option.text}\` again. Remove one.`,
      };
    seen.add(option.text);
  }
  if (given && !seen.has(given.text)) {
    yield {
      at: given.start,
      message: `Expected one of the options as the default of \`${key.text}\`, found \`${given.text}\`. Correct it.`,
    };
  }
}
