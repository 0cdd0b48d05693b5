import { type Observation, workflowRule } from "../definition-rule.ts";
import { child, entriesOf, itemsOf, type YamlMap, type YamlNode } from "../yaml/yaml-node.ts";

export const matrixRule = workflowRule(
  {
    id: "workflow-matrix",
    title: "A matrix holds each value once and excludes what it has",
    severity: "warning",
    protects:
      "A value that stands twice runs the same job twice. An `exclude` that matches nothing leaves in what it should take out.",
    fix: "Remove the second value; write in `exclude` keys and values that the matrix has.",
    examples: [
      {
        name: "a value twice, and an exclude of nothing",
        vulnerable: `on: push
jobs:
  test:
    strategy:
      matrix:
        node: [22, 24, 24]
        os: [linux, windows]
        exclude:
          - os: macos
    runs-on: ubuntu-latest
    steps:
      - run: make test
`,
        repaired: `on: push
jobs:
  test:
    strategy:
      matrix:
        node: [22, 24]
        os: [linux, windows]
        exclude:
          - os: windows
            node: 22
    runs-on: ubuntu-latest
    steps:
      - run: make test
`,
      },
    ],
  },
  function* (workflow) {
    for (const job of workflow.jobs) {
      const matrix = child(child(job.node, "strategy"), "matrix");
      if (matrix?.kind === "map") yield* ofMatrix(matrix);
    }
  },
);

function* ofMatrix(matrix: YamlMap): Generator<Observation> {
  const values = new Map<string, YamlNode[] | null>();
  const add = (name: string, nodes: readonly YamlNode[] | null): void => {
    const known = values.get(name);
    values.set(name, nodes === null || known === null ? null : [...(known ?? []), ...nodes]);
  };
  for (const { key, value } of matrix.entries) {
    if (key.text === "include" || key.text === "exclude") continue;
    const computed = value.kind !== "list" || value.items.some(isComputed);
    add(key.text.toLowerCase(), computed ? null : value.items);
    if (value.kind === "list") yield* twice(key.text, value.items);
  }
  const include = child(matrix, "include");
  const openInclude = include?.kind === "scalar" || itemsOf(include).some((item) => item.kind !== "map");
  for (const item of itemsOf(include)) {
    for (const { key, value } of entriesOf(item)) add(key.text.toLowerCase(), isComputed(value) ? null : [value]);
  }
  for (const item of itemsOf(child(matrix, "exclude"))) {
    for (const { key, value } of entriesOf(item)) {
      const known = values.get(key.text.toLowerCase());
      if (known === undefined) {
        if (!openInclude)
          yield {
            at: key.start,
            message: `Expected a key of the matrix in \`exclude:\`, found \`${key.text}\`. Correct it.`,
          };
      } else if (known !== null && !openInclude && !isComputed(value) && !known.some((each) => covers(each, value))) {
        yield {
          at: value.start,
          message: `Expected a value of \`${key.text}\` in \`exclude:\`, found one that the matrix does not have. Correct it.`,
        };
      }
    }
  }
}

function* twice(name: string, items: readonly YamlNode[]): Generator<Observation> {
  const seen = new Set<string>();
  for (const item of items.slice(0, 1000)) {
    if (isComputed(item)) continue;
    const written = JSON.stringify(plain(item));
    if (seen.has(written))
      yield {
        at: item.start,
        message: `Expected each value of \`${name}\` once, found one again: the same job runs twice. Remove it.`,
      };
    seen.add(written);
  }
}

function isComputed(node: YamlNode): boolean {
  if (node.kind === "scalar") return node.text.includes("${{");
  return node.kind === "list" ? node.items.some(isComputed) : node.entries.some(({ value }) => isComputed(value));
}

function plain(node: YamlNode): unknown {
  if (node.kind === "scalar") return node.text;
  if (node.kind === "list") return node.items.map(plain);
  return Object.fromEntries(node.entries.map(({ key, value }) => [key.text, plain(value)]).sort());
}

/** Whether an excluded value matches: equal, or a map of which the value has all keys. */
function covers(value: YamlNode, excluded: YamlNode): boolean {
  if (excluded.kind === "scalar") return value.kind === "scalar" && value.text === excluded.text;
  if (excluded.kind === "list") {
    return (
      value.kind === "list" &&
      value.items.length === excluded.items.length &&
      excluded.items.every((item, index) => covers(value.items[index] as YamlNode, item))
    );
  }
  return (
    value.kind === "map" &&
    excluded.entries.every(({ key, value: each }) => {
      const own = child(value, key.text);
      return own !== null && covers(own, each);
    })
  );
}
