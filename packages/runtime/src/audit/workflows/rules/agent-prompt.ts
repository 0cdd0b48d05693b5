import { agentActions, agentPrograms } from "../data/agent-actions.ts";
import { definitionRule, type Observation } from "../definition-rule.ts";
import { contextReferences, writtenPath } from "../expression/context-path.ts";
import { findExpressions } from "../expression/find-expressions.ts";
import { type Definition, type Step, startsOn, stepsOf } from "../model/definition.ts";
import { isDisabled } from "../model/is-disabled.ts";
import { effectivePermissions, mayWrite } from "../model/permissions.ts";
import { variablesOf } from "../model/variables.ts";
import { commandsOf, withoutPrefixes } from "../shell/commands-in.ts";
import { TaintView } from "../taint/taint-view.ts";
import { sourceOffset } from "../yaml/source-offset.ts";
import { entriesOf, scalarOf, type YamlScalar } from "../yaml/yaml-node.ts";

/** Events whose text anybody may write. */
const OPEN = [
  "issues",
  "issue_comment",
  "pull_request_target",
  "discussion",
  "discussion_comment",
  "pull_request_review",
  "pull_request_review_comment",
  "workflow_run",
  "fork",
  "watch",
];

/** Longer settings of an agent are cut: what loosens it stands in its options. */
const MOST_SETTINGS = 10_000;

export const agentPrompt = definitionRule(
  {
    id: "workflow-agent-prompt",
    title: "No outsider's text instructs an agent that can act",
    severity: "error",
    securitySeverity: 8.8,
    protects:
      "A model cannot tell instructions from data. A title, a comment or a diff that reaches its prompt can tell it to use its tools: to print the job's secrets, push with its token, or answer in the repository's name.",
    fix: "Give an agent that reads outsiders' text no secrets, `permissions:` for reading only and no shell; let a person approve what it proposes, or start it only for people with write access.",
    examples: [
      {
        name: "an issue's text in the prompt of an agent that may write",
        vulnerable: `on: issues
permissions:
  contents: write
jobs:
  triage:
    runs-on: ubuntu-latest
    steps:
      - uses: anthropics/claude-code-action@v1
        with:
          prompt: "Triage this issue: \${{ github.event.issue.body }}"
          allowed_non_write_users: "*"
`,
        repaired: `on: issues
permissions:
  contents: read
jobs:
  triage:
    if: contains(fromJSON('["OWNER", "MEMBER", "COLLABORATOR"]'), github.event.issue.author_association)
    runs-on: ubuntu-latest
    steps:
      - uses: anthropics/claude-code-action@v1
        with:
          prompt: "Triage the issue number \${{ github.event.issue.number }}"
`,
      },
      {
        name: "an agent's program that asks nobody",
        vulnerable: `on: issue_comment
jobs:
  answer:
    runs-on: ubuntu-latest
    steps:
      - run: claude -p "$QUESTION" --dangerously-skip-permissions
        env:
          QUESTION: \${{ github.event.comment.body }}
`,
        repaired: `on: push
permissions:
  contents: read
jobs:
  answer:
    runs-on: ubuntu-latest
    steps:
      - run: claude -p "Describe the last commit" --max-turns 3
`,
      },
    ],
  },
  function* (definition) {
    for (const step of stepsOf(definition)) {
      if (isDisabled(step)) continue;
      yield* inAction(definition, step);
      yield* inScript(definition, step);
    }
  },
);

function* inAction(definition: Definition, step: Step): Generator<Observation> {
  if (step.uses?.kind !== "repository") return;
  const agent = agentActions[step.uses.slug];
  if (!agent) return;
  const guarded = asksForMembers(step);
  const acts = agent.acts || loosened(step).length > 0;
  for (const { key, value } of entriesOf(step.with)) {
    if (!agent.prompts.includes(key.text.toLowerCase()) || value.kind !== "scalar") continue;
    const outsider = outsidersText(definition, step, value);
    if (!outsider || guarded) continue;
    const armed = acts && holdsRights(definition, step);
    yield {
      at: outsider.at,
      severity: armed ? "error" : acts ? "warning" : "note",
      message: `Expected a prompt without outsiders' text, found \`${outsider.name}\` in \`${key.text}\` of an agent${armed ? " that can act, in a job with rights" : acts ? " that can act" : ""}. Let it read as data only, without tools, secrets or a token that may write.`,
    };
  }
  for (const { entry, input } of loosened(step)) {
    const open = definition.kind === "workflow" && startsOn(definition, ...OPEN);
    if (guarded && open) continue;
    yield {
      at: entry,
      severity: open ? "error" : "note",
      message: `Expected an agent that is held back, found \`${input}\`, which lets ${open ? "anybody's event " : "it "}act without a check. Narrow it.`,
    };
  }
}

function loosened(step: Step): readonly { readonly entry: number; readonly input: string }[] {
  const agent = step.uses?.kind === "repository" ? agentActions[step.uses.slug] : undefined;
  return Object.entries(agent?.loosens ?? {}).flatMap(([input, pattern]) => {
    const entry = entriesOf(step.with).find(({ key }) => key.text.toLowerCase() === input);
    const text = scalarOf(entry?.value ?? null)?.text;
    return entry && text !== undefined && pattern.test(text.slice(0, MOST_SETTINGS))
      ? [{ entry: entry.key.start, input }]
      : [];
  });
}

function* inScript(definition: Definition, step: Step): Generator<Observation> {
  const { run } = step;
  if (!run || asksForMembers(step)) return;
  for (const { words, text, at } of commandsOf(run)) {
    const [program = ""] = withoutPrefixes(words);
    const name = (
      /^(?:npx|bunx|uvx|pipx)$/.test(program) ? (words.find((word) => word in agentPrograms) ?? "") : program
    ).replace(/^.*\//, "");
    const acts = agentPrograms[name];
    if (!acts) continue;
    const tainted = variablesOf(step).find(
      ({ key, value }) =>
        text.includes(key.text) &&
        new TaintView(definition).ofValue(value, { step: null, job: step.job }).level === "outsider",
    );
    const direct = outsidersText(definition, step, { ...run, text, aliased: true });
    if (!tainted && !direct) continue;
    const free = acts.test(text);
    yield {
      at: sourceOffset(definition.source, run, at),
      severity: free && holdsRights(definition, step) ? "error" : "warning",
      message: `Expected a prompt without outsiders' text, found it given to \`${name}\`${free ? ", which acts without asking" : ""}. Run it without tools, secrets and a token that may write.`,
    };
  }
}

function outsidersText(
  definition: Definition,
  step: Step,
  value: YamlScalar,
): { readonly at: number; readonly name: string } | null {
  const view = new TaintView(definition);
  for (const { tree, place } of findExpressions(definition.source, value)) {
    for (const reference of tree ? contextReferences(tree) : []) {
      if (view.of(reference, { step, job: step.job }).level === "outsider")
        return { at: place(reference.at.start), name: writtenPath(reference.path) };
    }
  }
  return null;
}

/** Whether the step or its job runs only for people of the project. */
function asksForMembers(step: Step): boolean {
  const condition = `${step.condition?.text ?? ""} ${step.job?.condition?.text ?? ""}`;
  return /author_association/.test(condition) && /OWNER|MEMBER|COLLABORATOR/.test(condition);
}

/** A token that may write, or a secret that is not the model's own key. */
function holdsRights(definition: Definition, step: Step): boolean {
  if (definition.kind !== "workflow" || !step.job) return true;
  return mayWrite(effectivePermissions(definition, step.job));
}
