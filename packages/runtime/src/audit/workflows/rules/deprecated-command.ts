import { definitionRule } from "../definition-rule.ts";
import { stepsOf } from "../model/definition.ts";
import { sourceOffset } from "../yaml/source-offset.ts";

const COMMANDS: { readonly [command: string]: string } = {
  "add-path": 'echo "DIRECTORY" >> "$GITHUB_PATH"',
  "save-state": 'echo "NAME=VALUE" >> "$GITHUB_STATE"',
  "set-env": 'echo "NAME=VALUE" >> "$GITHUB_ENV"',
  "set-output": 'echo "NAME=VALUE" >> "$GITHUB_OUTPUT"',
};

export const deprecatedCommand = definitionRule(
  {
    id: "workflow-deprecated-command",
    title: "Steps use the files of the runner, not commands in their output",
    severity: "warning",
    securitySeverity: 3,
    protects:
      "`::set-env::` and `::add-path::` do nothing any more, and `::set-output::` and `::save-state::` are on their way out: any line that a program prints could set values that later steps trust.",
    fix: "Write to GITHUB_OUTPUT, GITHUB_STATE, GITHUB_ENV or GITHUB_PATH.",
    examples: [
      {
        name: "set-output",
        vulnerable: `on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - run: echo "::set-output name=version::1.0"
`,
        repaired: `on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - run: echo "version=1.0" >> "$GITHUB_OUTPUT"
`,
      },
    ],
  },
  function* (definition) {
    for (const { run } of stepsOf(definition)) {
      for (const { index, 1: command = "" } of run?.text.matchAll(
        /::(set-output|save-state|set-env|add-path)(?: [^:\n]*)?::/g,
      ) ?? []) {
        if (!run) continue;
        yield {
          at: sourceOffset(definition.source, run, index),
          message: `Expected a file of the runner, found the command \`::${command}::\`. Use \`${COMMANDS[command]}\`.`,
        };
      }
    }
  },
);
