import { definitionRule, type Observation, type RuleText } from "../definition-rule.ts";
import { contextPath } from "../expression/context-path.ts";
import type { Expression } from "../expression/expression.ts";
import { findExpressions } from "../expression/find-expressions.ts";
import { type Definition, type Job, stepsOf } from "../model/definition.ts";
import { imageIn } from "../model/image.ts";
import { matrixValues } from "../model/matrix.ts";
import { child, entriesOf, scalarOf, scalarsIn, type YamlScalar } from "../yaml/yaml-node.ts";

const TEXT: Pick<RuleText, "protects" | "fix"> = {
  protects:
    "A tag of an image can be pushed again at any time. A job then runs what somebody else put there, with its token and secrets.",
  fix: "Name the digest and keep the tag for readers: `image: registry/app:1.2@sha256:…`. `docker buildx imagetools inspect IMAGE` shows it.",
};

export const unpinnedImage = definitionRule(
  {
    id: "workflow-unpinned-image",
    title: "Images of jobs and services name a version",
    severity: "warning",
    securitySeverity: 5.5,
    ...TEXT,
    examples: [
      {
        name: "an image without a tag, and latest",
        vulnerable: `on: push
jobs:
  test:
    runs-on: ubuntu-latest
    container: node
    services:
      db:
        image: postgres:latest
    steps:
      - run: make test
`,
        repaired: `on: push
jobs:
  test:
    runs-on: ubuntu-latest
    container: node:24@sha256:3c0a6c9f4f0c1a6ff7a5d9d4e6c2b1f0a9e8d7c6b5a4938271605f4e3d2c1b0a
    services:
      db:
        image: postgres:17
    steps:
      - run: make test
`,
      },
    ],
  },
  (definition) => images(definition, "unversioned"),
);

/** Tags count as well in the strict profile. */
export const imageTag = definitionRule(
  {
    id: "workflow-image-tag",
    title: "Images of jobs and services name a digest",
    severity: "note",
    securitySeverity: 3,
    profile: "strict",
    ...TEXT,
    examples: [
      {
        name: "a tag",
        vulnerable: `on: push
jobs:
  test:
    runs-on: ubuntu-latest
    container: node:24
    steps:
      - run: make test
`,
        repaired: `on: push
jobs:
  test:
    runs-on: ubuntu-latest
    container: node:24@sha256:3c0a6c9f4f0c1a6ff7a5d9d4e6c2b1f0a9e8d7c6b5a4938271605f4e3d2c1b0a
    steps:
      - run: make test
`,
      },
    ],
  },
  (definition) => images(definition, "tagged"),
);

type Pin = "unversioned" | "tagged";

function* images(definition: Definition, wanted: Pin): Generator<Observation> {
  for (const { node, job } of imageNodes(definition)) {
    for (const { text, pin } of possibleImages(definition.source, node, job)) {
      if (pin !== wanted) continue;
      yield {
        at: node.start,
        message:
          text === null
            ? "Expected an image with a digest, found one that is computed: nobody can read from here what runs. Name it."
            : `Expected ${wanted === "tagged" ? "a digest" : "a version"}, found the image \`${text}\`${wanted === "tagged" ? ", whose tag can be moved" : ", which is whatever is newest"}. Pin it.`,
      };
      break;
    }
  }
}

function* imageNodes(definition: Definition): Generator<{ node: YamlScalar; job: Job | null }> {
  for (const job of definition.kind === "workflow" ? definition.jobs : []) {
    const container = child(job.node, "container");
    const nodes = [
      container?.kind === "map" ? child(container, "image") : container,
      ...entriesOf(child(job.node, "services")).map(({ value }) =>
        value.kind === "map" ? child(value, "image") : value,
      ),
    ];
    for (const node of nodes) {
      const scalar = scalarOf(node);
      if (scalar) yield { node: scalar, job };
    }
  }
  for (const { uses, job } of stepsOf(definition)) if (uses?.kind === "image") yield { node: uses.node, job };
  const own = scalarOf(child(child(definition.root, "runs"), "image"));
  if (own?.text.startsWith("docker://")) yield { node: own, job: null };
}

interface Possible {
  readonly text: string | null;
  readonly pin: Pin | "pinned";
}

/** What an image can be: as it is written, or what the branches of its expression and the matrix give. */
function possibleImages(source: string, node: YamlScalar, job: Job | null): readonly Possible[] {
  const [expression] = findExpressions(source, node);
  if (!expression) return judged(node.text.replace(/^docker:\/\//, ""));
  const whole = expression.start === 0 && expression.end === node.text.length;
  // `image:${{ … }}` and `image@${{ … }}`: some tag or digest.
  if (!whole)
    return /[:@]\$\{\{/.test(node.text) ? [{ text: node.text, pin: "tagged" }] : [{ text: null, pin: "tagged" }];
  return expression.tree ? alternatives(source, expression.tree, job, 0) : [];
}

function alternatives(source: string, tree: Expression, job: Job | null, depth: number): readonly Possible[] {
  if (depth > 10) return [];
  if (tree.kind === "literal") return typeof tree.value === "string" ? judged(tree.value) : [];
  if (tree.kind === "binary" && tree.operator === "||") {
    return [...alternatives(source, tree.left, job, depth + 1), ...alternatives(source, tree.right, job, depth + 1)];
  }
  if (tree.kind === "binary" && tree.operator === "&&") return alternatives(source, tree.right, job, depth + 1);
  const path = contextPath(tree);
  if (path?.[0] === "matrix" && job && !path.includes(null)) {
    const values = matrixValues(job, path.slice(1) as string[]);
    if (values) {
      return values.flatMap((value) =>
        [...scalarsIn(value)].flatMap(({ text }) =>
          text.includes("${{") ? [{ text: null, pin: "tagged" as const }] : judged(text),
        ),
      );
    }
  }
  return [{ text: null, pin: "tagged" }];
}

function judged(text: string): readonly Possible[] {
  if (text.trim() === "") return [];
  const { tag, digest } = imageIn(text);
  return [{ text, pin: digest ? "pinned" : tag === null || tag === "latest" ? "unversioned" : "tagged" }];
}
