import type { AnyShape, MapShape, NamedShape, Shape, TextShape, ValueShape } from "./shape.ts";

/** Contexts by place, from GitHub's table "Context availability". */
const CALLER = ["github", "inputs", "vars"];
const GRAPH = ["github", "needs", "vars", "inputs"];
const JOB = [...GRAPH, "strategy", "matrix"];
const STEP = [...JOB, "job", "runner", "env", "secrets", "steps"];
const STATUS = ["always", "cancelled", "failure", "success"];

const text = (contexts?: readonly string[], functions?: readonly string[]): TextShape => ({
  kind: "text",
  ...(contexts ? { contexts } : {}),
  ...(functions ? { functions } : {}),
});
const free = (contexts?: readonly string[], functions?: readonly string[]): TextShape => ({
  ...text(contexts, functions),
  empty: true,
});
const value = (kind: ValueShape["kind"], contexts?: readonly string[], functions?: readonly string[]): ValueShape => ({
  kind,
  ...(contexts ? { contexts } : {}),
  ...(functions ? { functions } : {}),
});
const any = (contexts?: readonly string[], functions?: readonly string[]): AnyShape => ({
  kind: "any",
  ...(contexts ? { contexts } : {}),
  ...(functions ? { functions } : {}),
});
const oneOrMore = (what: string, items: Shape, contexts?: readonly string[]): Shape => ({
  kind: "either",
  what,
  scalar: items,
  list: { kind: "list", what, items, ...(contexts ? { contexts } : {}) },
});
const named = (what: string, values: Shape, contexts?: readonly string[]): NamedShape => ({
  kind: "named",
  what,
  values,
  ...(contexts ? { contexts } : {}),
});
const map = (what: string, keys: MapShape["keys"], ...required: readonly string[]): MapShape => ({
  kind: "map",
  what,
  keys,
  required,
});

const env = (contexts: readonly string[], functions?: readonly string[]): Shape => ({
  ...named("env", free(contexts, functions), contexts),
  empty: true,
});

const defaults = (contexts?: readonly string[]): Shape =>
  map("defaults", { run: map("run", { shell: text(contexts), "working-directory": text(contexts) }) }, "run");

const concurrency = (contexts: readonly string[]): Shape => ({
  kind: "either",
  what: "concurrency",
  scalar: text(contexts),
  map: map(
    "concurrency",
    { group: text(contexts), "cancel-in-progress": value("boolean", contexts), queue: text(contexts) },
    "group",
  ),
});

const credentials = (contexts: readonly string[]): Shape => ({
  kind: "either",
  what: "credentials",
  map: {
    ...map("credentials", { username: text(contexts), password: text(contexts) }, "username", "password"),
    contexts,
  },
});

const CONTAINER_CREDENTIALS = [...JOB, "env", "secrets"];
const CONTAINER_ENV = [...JOB, "job", "runner", "env", "secrets"];

function container(what: string, image: TextShape, more: MapShape["keys"]): Shape {
  return map(
    what,
    {
      image,
      credentials: credentials(CONTAINER_CREDENTIALS),
      env: env(CONTAINER_ENV),
      ports: { kind: "list", what: "ports", items: any(JOB), contexts: JOB, empty: true },
      volumes: { kind: "list", what: "volumes", items: free(JOB), contexts: JOB, empty: true },
      options: free(JOB),
      ...more,
    },
    "image",
  );
}

const filters: MapShape["keys"] = Object.fromEntries(
  ["branches", "branches-ignore", "paths", "paths-ignore", "tags", "tags-ignore", "types", "workflows"].map((key) => [
    key,
    oneOrMore(key, text()),
  ]),
);

const events: { readonly [event: string]: Shape } = {
  image_version: map("image_version", {
    names: { kind: "list", what: "names", items: text() },
    versions: { kind: "list", what: "versions", items: text() },
  }),
  repository_dispatch: map("repository_dispatch", { types: oneOrMore("types", text()) }),
  schedule: {
    kind: "list",
    what: "schedule",
    items: map("element of schedule", { cron: text(), timezone: text() }, "cron"),
  },
  workflow_call: {
    ...map("workflow_call", {
      inputs: {
        ...named(
          "inputs",
          map(
            "input of workflow_call",
            {
              description: free(),
              deprecationMessage: free(),
              required: value("boolean"),
              default: any(CALLER),
              type: { kind: "text", oneOf: ["boolean", "number", "string"] },
            },
            "type",
          ),
        ),
        empty: true,
      },
      outputs: {
        ...named(
          "outputs",
          map(
            "output of workflow_call",
            { description: free(), value: text(["github", "jobs", "vars", "inputs"]) },
            "value",
          ),
        ),
        empty: true,
      },
      secrets: {
        ...named("secrets", {
          ...map("secret of workflow_call", { description: free(), required: value("boolean") }),
          empty: true,
        }),
        empty: true,
      },
    }),
    empty: true,
  },
  workflow_dispatch: {
    ...map("workflow_dispatch", {
      inputs: {
        ...named("inputs", {
          ...map("input of workflow_dispatch", {
            description: free(),
            deprecationMessage: free(),
            required: value("boolean"),
            default: any(),
            type: { kind: "text", oneOf: ["boolean", "choice", "environment", "number", "string"] },
            options: { kind: "list", what: "options", items: text() },
          }),
          empty: true,
        }),
        empty: true,
      },
    }),
    empty: true,
  },
};

/** The name of an event by itself; a schedule says nothing without its times. */
const event: Shape = { ...text(), not: { schedule: "a list of times, `schedule: [{ cron: … }]`" } };

const triggers: Shape = {
  kind: "either",
  what: "on",
  scalar: event,
  list: { kind: "list", what: "on", items: event },
  map: {
    kind: "named",
    what: "on",
    keys: events,
    values: { ...map("event", filters), empty: true },
  },
};

const strategy: Shape = map("strategy", {
  "fail-fast": value("boolean", GRAPH),
  "max-parallel": value("integer", GRAPH),
  matrix: {
    kind: "named",
    what: "matrix",
    contexts: GRAPH,
    values: { kind: "list", what: "matrix values", items: any(GRAPH), contexts: GRAPH },
    keys: {
      include: { kind: "list", what: "include", items: any(GRAPH), contexts: GRAPH },
      exclude: { kind: "list", what: "exclude", items: any(GRAPH), contexts: GRAPH },
    },
  },
});

const HASH = ["hashFiles"];
const stepKeys: MapShape["keys"] = {
  id: text(),
  if: {
    kind: "text",
    contexts: STEP.filter((each) => each !== "secrets"),
    functions: [...STATUS, ...HASH],
    condition: true,
  },
  name: free(STEP, HASH),
  env: env(STEP, HASH),
  "continue-on-error": value("boolean", STEP, HASH),
  "timeout-minutes": value("number", STEP, HASH),
  background: value("boolean", STEP),
};

/** A step that runs a script. */
export const runStep: MapShape = map("step that runs a script", {
  ...stepKeys,
  run: text(STEP, HASH),
  shell: text(),
  "working-directory": text(STEP, HASH),
});

/** A step that runs an action. */
export const actionStep: MapShape = map("step that runs an action", {
  ...stepKeys,
  uses: text(),
  with: named("with", free(STEP, HASH)),
});

/** A job with steps, or one that calls a workflow; which keys go together is checked apart. */
export const job: MapShape = map("job", {
  name: free(JOB),
  needs: oneOrMore("needs", text()),
  permissions: { kind: "either", what: "permissions", scalar: text(), map: any() },
  if: { kind: "text", contexts: GRAPH, functions: STATUS, condition: true },
  "runs-on": {
    kind: "either",
    what: "runs-on",
    scalar: text(JOB),
    list: { kind: "list", what: "runs-on", items: text(JOB) },
    map: map("runs-on", { group: text(JOB), labels: oneOrMore("labels", text(JOB)) }),
  },
  environment: {
    kind: "either",
    what: "environment",
    scalar: text(JOB),
    map: map(
      "environment",
      {
        name: text(JOB),
        url: free([...JOB, "job", "runner", "env", "steps"]),
        deployment: value("boolean", JOB),
      },
      "name",
    ),
  },
  concurrency: concurrency(JOB),
  outputs: { ...named("outputs", free(STEP, HASH)), empty: true },
  env: env([...JOB, "secrets"]),
  defaults: defaults([...JOB, "env"]),
  steps: { kind: "list", what: "steps", items: any() },
  "timeout-minutes": value("number", JOB),
  strategy,
  "continue-on-error": value("boolean", JOB),
  container: { kind: "either", what: "container", scalar: text(JOB), map: container("container", free(JOB), {}) },
  services: {
    kind: "named",
    what: "services",
    contexts: JOB,
    values: {
      kind: "either",
      what: "services",
      scalar: text(JOB),
      map: container("services", free(JOB), { entrypoint: free(JOB), command: free(JOB) }),
    },
  },
  snapshot: {
    kind: "either",
    what: "snapshot",
    scalar: text(JOB),
    map: map(
      "snapshot",
      { "image-name": text(JOB), version: text(JOB), if: { kind: "text", contexts: JOB, condition: true } },
      "image-name",
    ),
  },
  uses: text(),
  with: { ...named("with", free(JOB)), empty: true },
  secrets: {
    kind: "either",
    what: "secrets",
    scalar: { kind: "text", oneOf: ["inherit"] },
    map: { ...named("secrets", free([...JOB, "secrets"])), empty: true },
  },
});

/** A workflow, without what is inside of its steps. */
export const workflowShape: MapShape = map(
  "workflow",
  {
    name: free(),
    "run-name": free(CALLER),
    on: triggers,
    permissions: { kind: "either", what: "permissions", scalar: text(), map: any() },
    env: env([...CALLER, "secrets"]),
    defaults: defaults(),
    concurrency: concurrency(CALLER),
    jobs: named("jobs", job),
  },
  "on",
  "jobs",
);
