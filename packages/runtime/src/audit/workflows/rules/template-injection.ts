import { definitionRule } from "../definition-rule.ts";
import { writtenPath } from "../expression/context-path.ts";
import { codeFlows, type TaintLevel } from "../taint/taint-view.ts";

const WHO: { readonly [level in TaintLevel]?: string } = {
  outsider: "anybody who opens an issue or a pull request can choose",
  caller: "whoever calls this chooses",
};

export const templateInjection = definitionRule(
  {
    id: "workflow-template-injection",
    title: "No text of outsiders becomes code through an expression",
    severity: "error",
    securitySeverity: 9.3,
    protects:
      "GitHub writes the value of ${{ … }} into a script before the shell reads it. A title, a branch name or an input that holds quotes or $( ) then runs as code, with the job's token and secrets.",
    fix: 'Hand the value over in `env:` and read it as a variable of the shell, in quotes: "$TITLE". `${{ env.TITLE }}` is no remedy: it is written into the script just the same.',
    examples: [
      {
        name: "an issue's title in a script",
        vulnerable: `on: issues
jobs:
  greet:
    runs-on: ubuntu-latest
    steps:
      - run: |
          echo "New: \${{ github.event.issue.title }}"
`,
        repaired: `on: issues
jobs:
  greet:
    runs-on: ubuntu-latest
    steps:
      - run: |
          echo "New: $TITLE"
        env:
          TITLE: \${{ github.event.issue.title }}
`,
      },
      {
        name: "a branch name through a step's output",
        vulnerable: `on: pull_request_target
jobs:
  label:
    runs-on: ubuntu-latest
    steps:
      - id: branch
        run: echo "name=$HEAD" >> "$GITHUB_OUTPUT"
        env:
          HEAD: \${{ github.head_ref }}
      - uses: actions/github-script@v7
        with:
          script: console.log('\${{ steps.branch.outputs.name }}')
`,
        repaired: `on: pull_request_target
jobs:
  label:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/github-script@v7
        env:
          HEAD: \${{ github.head_ref }}
        with:
          script: console.log(process.env.HEAD, '\${{ github.event.pull_request.number }}')
`,
      },
      {
        name: "an action's input in its script",
        path: "greet/action.yml",
        vulnerable: `name: greet
inputs:
  name:
    required: true
runs:
  using: composite
  steps:
    - run: echo "Hello \${{ inputs.name }}"
      shell: bash
`,
        repaired: `name: greet
inputs:
  name:
    required: true
runs:
  using: composite
  steps:
    - run: echo "Hello $NAME"
      shell: bash
      env:
        NAME: \${{ inputs.name }}
`,
      },
    ],
  },
  function* (definition) {
    for (const { reference, taint, position, at } of codeFlows(definition)) {
      const who = WHO[taint.level];
      if (!who) continue;
      const name = writtenPath(reference.path);
      const origin = taint.origin ? `, which comes from \`${taint.origin}\`,` : "";
      yield {
        at,
        severity: taint.level === "caller" ? "warning" : "error",
        message: `Expected data apart from code, found \`${name}\`${origin} in \`${position}\`: ${who} its text, and it runs. Pass it through \`env:\`.`,
      };
    }
  },
);
