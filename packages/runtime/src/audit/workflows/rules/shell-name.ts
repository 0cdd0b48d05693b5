import { type Observation, workflowRule } from "../definition-rule.ts";
import { platformOf } from "../lint/runner-labels.ts";
import { runnerLabels } from "../model/runner.ts";
import { child, scalarOf, type YamlNode, type YamlScalar } from "../yaml/yaml-node.ts";

const EVERYWHERE = ["bash", "pwsh", "python"];
const SHELLS = {
  unix: [...EVERYWHERE, "sh"],
  windows: [...EVERYWHERE, "cmd", "powershell"],
  any: [...EVERYWHERE, "sh", "cmd", "powershell"],
};

export const shellName = workflowRule(
  {
    id: "workflow-shell",
    title: "Steps name a shell that their runner has",
    severity: "error",
    protects: "A step with a shell that the runner does not have fails before it does anything.",
    fix: "Use `bash`, `pwsh` or `python`; `sh` on Linux and macOS, `cmd` and `powershell` on Windows. Another program is given with `{0}` for the script: `shell: perl {0}`.",
    examples: [
      {
        name: "PowerShell 5 on Linux",
        vulnerable: `on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - run: Get-Date
        shell: powershell
`,
        repaired: `on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - run: Get-Date
        shell: pwsh
      - run: print 1
        shell: perl {0}
`,
      },
    ],
  },
  function* (workflow) {
    yield* ofShell(shellIn(workflow.root), "any");
    for (const job of workflow.jobs) {
      const platforms = new Set(runnerLabels(job).map(platformOf));
      const kind = platforms.has("windows")
        ? platforms.size === 1
          ? "windows"
          : "any"
        : platforms.has("linux") || platforms.has("macos")
          ? "unix"
          : "any";
      yield* ofShell(shellIn(job.node), kind);
      for (const step of job.steps) yield* ofShell(step.shell, kind);
    }
  },
);

function shellIn(node: YamlNode): YamlScalar | null {
  return scalarOf(child(child(child(node, "defaults"), "run"), "shell"));
}

function* ofShell(shell: YamlScalar | null, kind: keyof typeof SHELLS): Generator<Observation> {
  // A command of one's own has a place for the script.
  if (!shell || shell.text === "" || /\{0\}|\$\{\{/.test(shell.text)) return;
  const name = shell.text.toLowerCase();
  if (SHELLS[kind].includes(name)) return;
  yield {
    at: shell.start,
    message: `Expected ${SHELLS[kind].map((each) => `\`${each}\``).join(", ")}${kind === "any" ? "" : kind === "unix" ? " on Linux and macOS" : " on Windows"}, found \`${shell.text}\`. Correct it, or add \`{0}\`.`,
  };
}
