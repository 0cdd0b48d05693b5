import { expect, it } from "vitest";
import { createPace } from "../../platform/pace.ts";
import { concerns } from "../concerns.ts";
import type { Repository } from "../rule.ts";
import { findingsIn } from "../testing/findings-in.ts";
import { textFile } from "../text-file.ts";
import { workflowsRules } from "./rules.ts";

const pace = createPace(new AbortController().signal);
const HEAD =
  "on: [pull_request_target, workflow_run, workflow_call]\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n";
const step = (run: string) => `${HEAD}      - run: |\n${run.replaceAll(/^/gm, "          ")}\n`;
const times = (text: string, count: number) => text.repeat(count);
const list = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => line(index)).join("\n");

/** Files that are small to write and long to read for a rule that goes over them more than once. */
const hostile: { readonly [name: string]: string } = {
  nothing: "",
  "no YAML": "\u0000\u0001{{{[[[:::\n\t- \t: - ?",
  "only a key": "on",
  "lists where maps belong": "on: [[[]]]\njobs: [a]\nenv: [1]\npermissions: []\nname: {}\n",
  "numbers and nothing":
    "on:\njobs:\n  1:\n  a: 3\n  b:\n    steps:\n      - 1\n      -\n      - uses: {}\n      - run: []\n    needs: {}\n    if: []\n",
  "names of objects":
    "on: push\njobs:\n  constructor:\n    steps:\n      - id: __proto__\n        uses: constructor/prototype@toString\n        with: { __proto__: 1, hasOwnProperty: 2 }\n        env: { toString: x }\n      - run: echo ${{ steps.__proto__.outputs.x }} ${{ github.constructor }} ${{ toString() }}\npermissions: { constructor: write }\n",
  "expressions without end": step(times("${{ a ", 20_000)),
  "expressions side by side": step(times("${{ github.head_ref }}", 4000)),
  "deep expressions": step(`\${{ ${times("(", 5000)}`),
  quotes: step(times("'\"`", 30_000)),
  "continued lines": step(times("a \\\n", 20_000)),
  pipes: step(times("curl x | sh | ", 8000)),
  "echoes of many secrets": `${step(times("echo $S1 $S9\n", 5000))}        env:\n${list(2000, (index) => `          S${index}: \${{ secrets.A${index} }}`)}\n`,
  escapes: `${HEAD}      - run: "${times("\\x41", 40_000)} \${{ github.head_ref }}"\n`,
  "words that begin a pattern": step(`GITHUB_ENV ${times("tee ", 40_000)}\ngit fetch ${times("pull/", 40_000)}`),
  "many steps": HEAD + times("      - uses: actions/checkout@v4\n", 1500),
  "many local steps": HEAD + times("      - uses: ./x\n", 1500),
  "many outputs": `${HEAD}${list(1000, (index) => `      - id: s${index}\n        run: echo \${{ steps.s${index - 1}.outputs.x }}`)}\n`,
  "many jobs in a row": `on: push\njobs:\n${list(800, (index) => `  j${index}:\n    needs: j${index + 1}\n    runs-on: x\n    steps: [{ run: "echo \${{ needs.j${index + 1}.outputs.x }}" }]`)}\n`,
  "env in circles": `on: push\nenv:\n${list(200, (index) => `  E${index}: \${{ env.E${(index + 1) % 200} }}\${{ env.E${(index * 7) % 200} }}`)}\njobs:\n  a:\n    steps:\n      - run: echo ${times("${{ env.E0 }}", 200)}\n`,
  "a bomb of aliases": `a: &a0 [x]\n${list(40, (index) => `b${index}: &a${index + 1} [*a${index}, *a${index}, *a${index}, *a${index}]`)}\non: push\njobs: *a40\n`,
  "anchors of itself": "on: push\njobs: &j\n  a: *j\n",
  "a matrix with many exclusions": `on: push\njobs:\n  a:\n    strategy:\n      matrix:\n        x: [${list(2000, (index) => `${index},`).replaceAll("\n", "")}]\n        exclude:\n${list(2000, (index) => `          - x: ${index + 5000}`)}\n    runs-on: \${{ matrix.x }}\n    steps: []\n`,
  "a condition of many operators": `on: push\njobs:\n  a:\n    if: ${times("github.actor == 'x[bot]' || ", 700)}true\n    steps: []\n`,
};
const paths = [
  ".github/workflows/a.yml",
  "action.yml",
  ".github/dependabot.yml",
  ".gitlab-ci.yml",
  ".pre-commit-config.yaml",
];

it.each(Object.entries(hostile))(
  "comes to an end over %s, whatever file it is",
  { timeout: 60_000 },
  async (_, text) => {
    for (const path of paths) {
      const file = textFile({ path, bytes: text.length }, text);
      const repository: Repository = { files: [file], look: async () => ({ kind: "text", text }) };
      for (const rule of workflowsRules) {
        if (rule.kind === "repository") expect(await rule.check(repository)).toBeInstanceOf(Array);
        else if (concerns(rule, file)) expect(await Array.fromAsync(rule.check(file, pace))).toBeInstanceOf(Array);
      }
    }
  },
);

it("takes a lock file that is none for no lock", async () => {
  const uses = `${HEAD}      - uses: a/b@v1\n`;
  const rule = workflowsRules.find(({ id }) => id === "workflow-unpinned-action");
  for (const lock of [
    "{",
    "[[[",
    '{"a/b": [null, 1, {"version": {}}]}',
    '{"actions": {"a/b": [{"version": "v1", "sha": "short"}]}}',
  ]) {
    const found = rule
      ? await findingsIn(rule, { ".github/workflows/a.yml": uses, ".github/actions.lock.json": lock })
      : [];
    expect(found).toHaveLength(1);
  }
});
