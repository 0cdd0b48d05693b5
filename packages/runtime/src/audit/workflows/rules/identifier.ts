import { type Observation, workflowRule } from "../definition-rule.ts";
import type { Job, Workflow } from "../model/definition.ts";
import { child, entriesOf, itemsOf, scalarOf } from "../yaml/yaml-node.ts";

const ID = /^[A-Za-z_][\w-]*$/;

export const identifier = workflowRule(
  {
    id: "workflow-identifier",
    title: "Jobs, steps and variables have names that work, and jobs wait for jobs that exist",
    severity: "error",
    protects:
      "GitHub refuses the whole workflow for one bad id, one unknown job in `needs:` or a circle of jobs that wait for each other.",
    fix: "Begin ids with a letter or `_` and go on with letters, digits, `-` and `_`; name in `needs:` jobs of the workflow that do not wait for this one.",
    examples: [
      {
        name: "an id with dots, a circle, a job that is not there",
        vulnerable: `on: push
jobs:
  v1.0:
    needs: test
    runs-on: ubuntu-latest
    steps:
      - run: make
  test:
    needs: [v1.0, nobody]
    runs-on: ubuntu-latest
    steps:
      - run: make test
`,
        repaired: `on: push
jobs:
  v1_0:
    needs: test
    runs-on: ubuntu-latest
    steps:
      - run: make
  test:
    runs-on: ubuntu-latest
    steps:
      - run: make test
`,
      },
    ],
  },
  function* (workflow) {
    for (const job of workflow.jobs) {
      if (job.id !== "" && !ID.test(job.id)) yield { at: job.key.start, message: badId("job", job.id) };
      yield* ofSteps(job);
    }
    yield* ofNeeds(workflow);
    const owners = [
      workflow.root,
      ...workflow.jobs.map(({ node }) => node),
      ...workflow.jobs.flatMap(({ steps }) => steps.map(({ node }) => node)),
    ];
    for (const env of owners.map((owner) => child(owner, "env"))) {
      for (const { key } of entriesOf(env)) {
        if (key.text.includes("${{") || !/[=&\s]/.test(key.text)) continue;
        yield {
          at: key.start,
          message: `Expected a variable's name without space, \`=\` and \`&\`, found \`${key.text}\`. Rename it.`,
        };
      }
    }
  },
);

function badId(what: string, id: string): string {
  return `Expected the id of a ${what} in letters, digits, \`-\` and \`_\`, with a letter or \`_\` first, found \`${id}\`. Rename it.`;
}

function* ofSteps(job: Job): Generator<Observation> {
  const seen = new Set<string>();
  for (const step of job.steps) {
    const id = scalarOf(child(step.node, "id"));
    if (!id || id.text === "" || id.text.includes("${{")) continue;
    if (!ID.test(id.text)) yield { at: id.start, message: badId("step", id.text) };
    if (seen.has(id.text.toLowerCase()))
      yield { at: id.start, message: `Expected each step's id once in a job, found \`${id.text}\` again. Rename one.` };
    seen.add(id.text.toLowerCase());
  }
}

function* ofNeeds(workflow: Workflow): Generator<Observation> {
  const known = new Map(workflow.jobs.map((job) => [job.id.toLowerCase(), job]));
  for (const job of workflow.jobs) {
    const seen = new Set<string>();
    for (const item of itemsOf(child(job.node, "needs"))) {
      if (item.kind !== "scalar") continue;
      const name = item.text.toLowerCase();
      if (seen.has(name))
        yield {
          at: item.start,
          message: `Expected each job once in \`needs:\`, found \`${item.text}\` again. Remove one.`,
        };
      else if (name !== "" && !known.has(name))
        yield {
          at: item.start,
          message: `Expected a job of this workflow in \`needs:\`, found \`${item.text}\`. Correct it.`,
        };
      seen.add(name);
    }
  }
  const circle = circleIn(workflow.jobs, known);
  if (circle)
    yield {
      at: circle[0]?.key.start ?? 0,
      message: `Expected jobs that can begin, found a circle: ${circle.map(({ id }) => `\`${id}\``).join(" → ")}. Break it.`,
    };
}

/** A circle of jobs that wait for each other, from the one that stands first in the file; null when there is none. */
function circleIn(jobs: readonly Job[], known: ReadonlyMap<string, Job>): readonly Job[] | null {
  const done = new Set<Job>();
  for (const first of jobs) {
    const trail: Job[] = [];
    // Depth first with a stack of what is left to do: `null` closes the job on top of the trail.
    const pending: (Job | null)[] = [first];
    while (pending.length > 0) {
      const job = pending.pop();
      if (job === null || job === undefined) {
        const closed = trail.pop();
        if (closed) done.add(closed);
        continue;
      }
      const at = trail.indexOf(job);
      if (at >= 0) {
        const circle = trail.slice(at);
        const start = circle.reduce(
          (least, each, index) => (each.key.start < (circle[least]?.key.start ?? 0) ? index : least),
          0,
        );
        return [...circle.slice(start), ...circle.slice(0, start)];
      }
      if (done.has(job)) continue;
      trail.push(job);
      pending.push(null, ...job.needs.flatMap((name) => known.get(name.toLowerCase()) ?? []));
    }
  }
  return null;
}
