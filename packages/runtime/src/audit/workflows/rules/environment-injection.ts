import { definitionRule } from "../definition-rule.ts";
import { type Definition, type Step, startsOn } from "../model/definition.ts";
import { shellOf } from "../model/shell.ts";
import { variablesOf } from "../model/variables.ts";
import { TaintView } from "../taint/taint-view.ts";
import { sourceOffset } from "../yaml/source-offset.ts";
import type { YamlScalar } from "../yaml/yaml-node.ts";

const FILE = /\bGITHUB_(?:ENV|PATH)\b/;
/** A write to one of the two files: redirected, or through tee, Out-File and Add-Content. */
const REDIRECTED = />>?\s*(?:"?'?\$\{?(?:env:)?GITHUB_(?:ENV|PATH)\}?|%GITHUB_(?:ENV|PATH)%)/i;
const WRITER = /\b(?:tee|out-file|add-content|set-content)\b/i;
/** What makes a line's text something else than what stands there. */
const INTERPOLATED = /\$(?!\{\{)[A-Za-z_{(]|\$\{\{|`[^`]+`|%\w+%/;
/** Variables of the runner that nobody outside chooses. */
const HARMLESS =
  /\$\{?(?:env:)?(?:GITHUB_(?:ENV|PATH|WORKSPACE|RUN_ID|RUN_NUMBER|RUN_ATTEMPT|REPOSITORY|SHA|SERVER_URL|ACTION_PATH)|RUNNER_\w+|HOME|PATH|PWD|USER|GOPATH|JAVA_HOME|TEMP|TMPDIR)\}?|%GITHUB_(?:ENV|PATH)%/gi;

export const environmentInjection = definitionRule(
  {
    id: "workflow-environment-injection",
    title: "No outsider's text reaches GITHUB_ENV or GITHUB_PATH",
    severity: "error",
    securitySeverity: 8.8,
    protects:
      "A line in GITHUB_ENV sets a variable for all later steps and one in GITHUB_PATH puts a folder before every program. Whoever gets a newline into the value sets LD_PRELOAD, NODE_OPTIONS or PATH, and the next step runs their code.",
    fix: "Write fixed values only. Hand text from one step to the next as an output (GITHUB_OUTPUT), check it first, and read it through `env:`.",
    examples: [
      {
        name: "a title in GITHUB_ENV",
        vulnerable: `on: pull_request_target
jobs:
  name:
    runs-on: ubuntu-latest
    steps:
      - run: echo "TITLE=$TITLE" >> "$GITHUB_ENV"
        env:
          TITLE: \${{ github.event.pull_request.title }}
`,
        repaired: `on: pull_request_target
jobs:
  name:
    runs-on: ubuntu-latest
    steps:
      - run: echo "title=\${TITLE//[^a-z ]/}" >> "$GITHUB_OUTPUT"
        env:
          TITLE: \${{ github.event.pull_request.title }}
      - run: echo "MODE=quick" >> "$GITHUB_ENV"
`,
      },
      {
        name: "an artifact's text in a group of lines",
        vulnerable: `on: workflow_run
jobs:
  report:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/download-artifact@v4
      - run: |
          {
            echo "NUMBER=$(cat artifact/number)"
          } >> $GITHUB_ENV
`,
        repaired: `on: workflow_run
jobs:
  report:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/download-artifact@v4
      - run: echo "number=$(tr -cd 0-9 < artifact/number)" >> "$GITHUB_OUTPUT"
`,
      },
    ],
  },
  function* (definition) {
    const privileged =
      definition.kind === "workflow" && startsOn(definition, "pull_request_target", "workflow_run", "issue_comment");
    const steps = definition.kind === "action" ? definition.steps : definition.jobs.flatMap((job) => job.steps);
    for (const step of steps) {
      const { run } = step;
      if (!run || !FILE.test(run.text) || shellOf(definition, step) === "python") continue;
      const line = writtenLine(run);
      if (line === null) continue;
      const tainted = hasOutsider(definition, step, run);
      if (!tainted && !privileged && definition.kind === "workflow") continue;
      yield {
        at: sourceOffset(definition.source, run, line),
        severity: tainted ? "error" : "warning",
        message: `Expected fixed text in GITHUB_ENV and GITHUB_PATH, found a value that is put together${tainted ? " from an outsider's text" : ""}. A newline in it sets any variable for later steps; use GITHUB_OUTPUT.`,
      };
    }
  },
);

/** The offset of a line that writes something variable into one of the files; null when what is written is fixed. */
function writtenLine(run: YamlScalar): number | null {
  let at = 0;
  let group: number | null = null;
  let variable = false;
  for (const line of run.text.split("\n")) {
    const text = line.replaceAll(HARMLESS, "");
    if (/^\s*[({]\s*$/.test(line)) {
      group = at;
      variable = false;
    } else if (group !== null && INTERPOLATED.test(text)) variable = true;
    if (writes(line)) {
      if (/^\s*[)}]/.test(line) ? variable : INTERPOLATED.test(text) || /\b(?:cat|sed|jq|grep|awk|<<)\b/.test(text)) {
        return at;
      }
      group = null;
    }
    at += line.length + 1;
  }
  return null;
}

/** Whether a line redirects into one of the files, or names it after a program that writes. */
function writes(line: string): boolean {
  if (REDIRECTED.test(line)) return true;
  const name = Math.max(line.lastIndexOf("GITHUB_ENV"), line.lastIndexOf("GITHUB_PATH"));
  return name >= 0 && WRITER.test(line.slice(0, name));
}

function hasOutsider(definition: Definition, step: Step, run: YamlScalar): boolean {
  const view = new TaintView(definition);
  const scope = { step, job: step.job };
  if (view.ofValue(run, scope).level === "outsider") return true;
  return variablesOf(step).some(
    ({ key, value }) => run.text.includes(key.text) && view.ofValue(value, scope).level === "outsider",
  );
}
