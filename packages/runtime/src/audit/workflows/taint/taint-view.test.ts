import { expect, it } from "vitest";
import { writtenPath } from "../expression/context-path.ts";
import type { Definition } from "../model/definition.ts";
import { readAction, readWorkflow } from "../model/read-definition.ts";
import { readLenientYaml } from "../yaml/read-lenient-yaml.ts";
import type { YamlMap } from "../yaml/yaml-node.ts";
import { codeFlows } from "./taint-view.ts";

function define(text: string, action = false): Definition {
  const root = readLenientYaml(text).root as YamlMap;
  return action ? readAction("action.yml", text, root) : readWorkflow(".github/workflows/a.yml", text, root);
}
const levels = (definition: Definition) =>
  codeFlows(definition).map(({ reference, taint }) => `${writtenPath(reference.path)} ${taint.level}`);
const inScript = (expression: string) =>
  define(`on: push\njobs:\n  a:\n    steps:\n      - run: |\n          echo \${{ ${expression} }}\n`);

it.each([
  ["github.event.issue.title", "outsider"],
  ["github.event.comment.body", "outsider"],
  ["github.event.pull_request.head.ref", "outsider"],
  ["github.event.pull_request.head.label", "outsider"],
  ["github.event.pull_request.head.repo.default_branch", "outsider"],
  ["github.event.commits[0].author.name", "outsider"],
  ["github.event.head_commit.message", "outsider"],
  ["github.event.pages[0].page_name", "outsider"],
  ["github.event.workflow_run.head_branch", "outsider"],
  ["github.event.workflow_run.display_title", "outsider"],
  ["github.event.discussion.title", "outsider"],
  ["github.event.changes.title.from", "outsider"],
  ["github.head_ref", "outsider"],
  ["toJSON(github.event)", "outsider"],
  ["toJSON(github)", "outsider"],
  ["github.event.pull_request.head.sha", "fixed"],
  ["github.event.pull_request.number", "fixed"],
  ["github.event.pull_request.head.repo.full_name", "fixed"],
  ["github.event.pull_request.user.login", "fixed"],
  ["github.event.issue.html_url", "fixed"],
  ["github.repository", "fixed"],
  ["github.ref_name", "insider"],
  ["github.event.release.tag_name", "insider"],
  ["github.event.client_payload.x", "insider"],
  ["steps.none.outputs.x", "unknown"],
])("%s is chosen by: %s", (expression, level) => {
  expect(levels(inScript(expression)).map((each) => each.split(" ").at(-1))).toEqual([level]);
});

it.each([
  "contains(github.event.issue.title, 'x')",
  "github.event.issue.title == 'x' && 'one' || 'two'",
  "hashFiles(github.head_ref)",
  "!github.head_ref",
])("nothing flows out of %s", (expression) => {
  expect(levels(inScript(expression))).toEqual([]);
});

it("follows env, outputs of steps and jobs, and the matrix", () => {
  const definition = define(`on: pull_request_target
env:
  TITLE: \${{ github.event.pull_request.title }}
jobs:
  first:
    outputs:
      name: \${{ steps.read.outputs.name }}
      id: \${{ github.run_id }}
    steps:
      - id: read
        run: echo "name=$TITLE" >> $GITHUB_OUTPUT
        env:
          TITLE: \${{ env.TITLE }}
  second:
    needs: first
    strategy:
      matrix:
        part: ["\${{ needs.first.outputs.name }}", fixed]
        safe: [1, 2]
        exclude:
          - safe: \${{ github.head_ref }}
    steps:
      - run: echo \${{ env.TITLE }} \${{ needs.first.outputs.name }} \${{ needs.first.outputs.id }}
      - run: echo \${{ matrix.part }} \${{ matrix.safe }} \${{ needs.first.result }}
`);
  expect(levels(definition)).toEqual([
    "env.title outsider",
    "needs.first.outputs.name outsider",
    "needs.first.outputs.id fixed",
    "matrix.part outsider",
    "matrix.safe fixed",
    "needs.first.result fixed",
  ]);
});

it("takes the nearest env, and what an earlier step writes to GITHUB_ENV", () => {
  const definition = define(`on: issues
env:
  A: \${{ github.event.issue.title }}
jobs:
  a:
    env:
      A: fixed
    steps:
      - run: echo \${{ env.A }} \${{ env.B }}
      - run: echo "B=$TITLE" >> $GITHUB_ENV
        env:
          TITLE: \${{ github.event.issue.title }}
      - run: echo \${{ env.B }}
`);
  expect(levels(definition)).toEqual(["env.a fixed", "env.b unknown", "env.b outsider"]);
});

it("knows the types of inputs, and who gives them", () => {
  const workflow = (event: string) =>
    define(`on:
  ${event}:
    inputs:
      text: { type: string }
      flag: { type: boolean }
jobs:
  a:
    steps:
      - run: echo \${{ inputs.text }} \${{ inputs.flag }} \${{ github.event.inputs.text }}
`);
  expect(levels(workflow("workflow_call"))[0]).toBe("inputs.text caller");
  expect(levels(workflow("workflow_dispatch"))).toEqual([
    "inputs.text insider",
    "inputs.flag fixed",
    "github.event.inputs.text insider",
  ]);
  expect(
    levels(define("runs:\n  using: composite\n  steps:\n    - run: echo ${{ inputs.x }}\n      shell: sh\n", true)),
  ).toEqual(["inputs.x caller"]);
});

it("reads the inputs of actions that run them, and what actions hand out of an outsider's", () => {
  const definition = define(`on: pull_request
jobs:
  a:
    steps:
      - id: files
        uses: tj-actions/changed-files@v46
      - uses: actions/github-script@v7
        with:
          script: console.log("\${{ steps.files.outputs.all_changed_files }}")
      - uses: actions/labeler@v5
        with:
          script: \${{ github.head_ref }}
`);
  expect(levels(definition)).toEqual(["steps.files.outputs.all_changed_files outsider"]);
});

it("ends on env that goes in circles and on env that multiplies", () => {
  const lines = Array.from(
    { length: 12 },
    (_, level) => `  E${level}: ${`\${{ env.E${(level + 1) % 12} }}`.repeat(12)}`,
  );
  const definition = define(
    `on: push\nenv:\n${lines.join("\n")}\njobs:\n  a:\n    steps:\n      - run: echo \${{ env.E0 }}\n`,
  );
  expect(levels(definition)).toEqual(["env.e0 unknown"]);
});
