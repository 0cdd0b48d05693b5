import { type Observation, workflowRule } from "../definition-rule.ts";
import { type Job, type Permissions, startsOn, type Workflow } from "../model/definition.ts";

/** Scopes whose `write` changes what others run or trust. */
const STRONG = new Set([
  "actions",
  "attestations",
  "contents",
  "deployments",
  "id-token",
  "packages",
  "security-events",
]);

export const excessivePermissions = workflowRule(
  {
    id: "workflow-excessive-permissions",
    title: "Each job's token may do what the job needs, and no more",
    severity: "warning",
    securitySeverity: 6.0,
    protects:
      "A token that may write is what an injected command, a hijacked action or a leaked log is after. Permissions at the head of a workflow reach all its jobs, and without any the repository's default applies, which may be write for everything.",
    fix: "Put `permissions: {}` at the head of the workflow (or `contents: read`), and name on each job what it needs.",
    examples: [
      {
        name: "write-all",
        vulnerable: `on: push
permissions: write-all
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - run: make test
`,
        repaired: `on: push
permissions: {}
jobs:
  test:
    runs-on: ubuntu-latest
    permissions:
      contents: read
    steps:
      - run: make test
`,
      },
      {
        name: "no permissions at all",
        vulnerable: `on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - run: make test
`,
        repaired: `on: push
permissions:
  contents: read
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - run: make test
`,
      },
      {
        name: "one job's need given to all",
        vulnerable: `on: push
permissions:
  contents: write
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - run: make test
  publish:
    runs-on: ubuntu-latest
    steps:
      - run: make publish
`,
        repaired: `on: push
permissions:
  contents: read
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - run: make test
  publish:
    runs-on: ubuntu-latest
    permissions:
      contents: write
    steps:
      - run: make publish
`,
      },
    ],
  },
  function* (workflow) {
    const { permissions } = workflow;
    if (permissions) yield* atTheHead(workflow, permissions);
    for (const job of workflow.jobs) if (job.permissions?.kind === "all") yield everything(job.permissions, "this job");
    if (permissions === null) yield* unstated(workflow);
  },
);

function everything({ level, node }: Extract<Permissions, { kind: "all" }>, whom: string): Observation {
  return {
    at: node.start,
    severity: level === "write" ? "error" : "note",
    message: `Expected the permissions that ${whom} needs, found \`${level}-all\`. Name the scopes.`,
  };
}

function* atTheHead(workflow: Workflow, permissions: Permissions): Generator<Observation> {
  if (permissions.kind === "all") {
    if (workflow.jobs.some((job) => !job.permissions)) yield everything(permissions, "each job");
    return;
  }
  const inheriting = workflow.jobs.filter((job) => !job.permissions);
  if (inheriting.length === 0) return;
  for (const { name, level, entry } of permissions.scopes) {
    if (level !== "write") continue;
    // One job alone gets exactly what it would get if the line stood there.
    const severity = workflow.jobs.length === 1 ? "note" : STRONG.has(name) ? "warning" : "note";
    yield {
      at: entry.key.start,
      severity,
      message: `Expected permissions to write on the job that needs them, found \`${name}: write\` for the whole workflow (${inheriting.length} job${inheriting.length === 1 ? "" : "s"}). Move it to the job.`,
    };
  }
}

/** A workflow with jobs that run with the repository's default. */
function* unstated(workflow: Workflow): Generator<Observation> {
  const jobs = workflow.jobs.filter((job) => !job.permissions);
  if (jobs.length === 0) return;
  const place = workflow.triggers[0]?.node.start ?? workflow.root.start;
  if (!isOnlyCalled(workflow) && jobs.some((job) => !isCall(job))) {
    const risky = startsOn(workflow, "pull_request_target", "workflow_run", "issue_comment", "issues");
    yield {
      at: place,
      severity: risky ? "warning" : "note",
      message:
        "Expected `permissions:`, found none: the repository's default applies, which may be write for everything. Add `permissions: {}` or `contents: read`.",
    };
  }
}

export const jobPermissions = workflowRule(
  {
    id: "workflow-job-permissions",
    title: "No job runs with the repository's default permissions",
    severity: "note",
    securitySeverity: 3,
    profile: "strict",
    protects:
      "A job without permissions of its own or of its workflow gets the repository's default, which may be write for everything.",
    fix: "Put `permissions: {}` at the head of the workflow, and name on each job what it needs.",
    examples: [
      {
        name: "one job that names its permissions, and one that does not",
        vulnerable: `on: push
jobs:
  test:
    runs-on: ubuntu-latest
    permissions: {}
    steps:
      - run: make test
  call:
    uses: octo-org/shared/.github/workflows/deploy.yml@v1
`,
        repaired: `on: push
jobs:
  test:
    runs-on: ubuntu-latest
    permissions: {}
    steps:
      - run: make test
  call:
    uses: octo-org/shared/.github/workflows/deploy.yml@v1
    permissions:
      contents: read
`,
      },
    ],
  },
  function* (workflow) {
    if (workflow.permissions) return;
    for (const job of workflow.jobs) {
      if (job.permissions || (isOnlyCalled(workflow) && !isCall(job))) continue;
      yield {
        at: job.key.start,
        message: `Expected permissions for the job \`${job.id}\`, found none here or at the head: it gets the repository's default. Name what it needs.`,
      };
    }
  },
);

/** A workflow that is only called gets its caller's permissions. */
function isOnlyCalled(workflow: Workflow): boolean {
  return workflow.triggers.length > 0 && workflow.triggers.every(({ name }) => name === "workflow_call");
}

function isCall(job: Job): boolean {
  return job.uses !== null;
}
