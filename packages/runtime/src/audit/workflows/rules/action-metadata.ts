import { type Observation, placedRule } from "../definition-rule.ts";
import { isAction, yamlOf } from "../model/definition-of.ts";
import { child, entriesOf, scalarOf, type YamlMap } from "../yaml/yaml-node.ts";

/** What `runs:` needs and may not have, by the kind of action. */
const KINDS: { readonly [kind: string]: { readonly required: readonly string[]; readonly known: readonly string[] } } =
  {
    composite: { required: ["steps"], known: ["using", "steps"] },
    docker: {
      required: ["image"],
      known: ["using", "image", "pre-entrypoint", "entrypoint", "post-entrypoint", "args", "env"],
    },
    node: { required: ["main"], known: ["using", "main", "pre", "pre-if", "post", "post-if"] },
  };
const RUNTIMES = ["composite", "docker", "node20", "node24"];
const COLORS = ["white", "black", "yellow", "blue", "green", "orange", "red", "purple", "gray-dark"];
const INPUT_KEYS = ["description", "required", "default", "deprecationMessage", "type"];
/** An icon of Feather is a few short words; the list itself is GitHub's affair. */
const ICON = /^[a-z]+(?:-[a-z\d]+)*$/;
const NO_ICONS = new Set([
  "coffee",
  "columns",
  "divide-circle",
  "divide-square",
  "divide",
  "frown",
  "hexagon",
  "key",
  "meh",
  "mouse-pointer",
  "smile",
  "tool",
  "x-octagon",
]);

export const actionMetadata = placedRule(
  {
    id: "workflow-action-metadata",
    title: "Actions have the form that GitHub accepts",
    severity: "error",
    protects:
      "A step that uses an action with a broken action.yml fails before it does anything, and a key for another kind of action is ignored: the cleanup in `post:` of a composite action never runs.",
    fix: "Correct what the finding names, by GitHub's metadata syntax for actions.",
    examples: [
      {
        name: "a composite action with a cleanup that never runs",
        path: "setup/action.yml",
        vulnerable: `name: setup
description: Prepares the build
runs:
  using: composite
  steps:
    - run: ./prepare
      shell: bash
  post: cleanup.js
`,
        repaired: `name: setup
description: Prepares the build
runs:
  using: node24
  main: prepare.js
  post: cleanup.js
`,
      },
    ],
  },
  { applies: isAction, examplePath: "action.yml" },
  function* (file) {
    const { root, problems } = yamlOf(file);
    for (const { at, message } of problems)
      yield {
        at,
        message: `Expected YAML that GitHub can read, found that ${message.replace(/\.$/, "")}. Correct it.`,
      };
    if (root?.kind !== "map") return;
    // A file of this name that describes something else.
    const named = child(root, "name") !== null && child(root, "description") !== null;
    if (!named && !child(root, "runs") && !child(root, "inputs") && !child(root, "branding")) return;
    for (const name of ["name", "description"]) {
      if (!child(root, name))
        yield { at: root.start, severity: "note", message: `Expected \`${name}:\` of the action, found none. Add it.` };
    }
    yield* ofRuns(root);
    yield* ofBranding(root);
    yield* ofInputs(root);
  },
);

function* ofRuns(root: YamlMap): Generator<Observation> {
  const runs = child(root, "runs");
  const using = scalarOf(child(runs, "using"));
  if (!runs || !using) {
    yield { at: runs?.start ?? root.start, message: "Expected `runs.using:`, found none. Add it." };
    return;
  }
  if (!RUNTIMES.includes(using.text)) {
    yield {
      at: using.start,
      message: `Expected ${RUNTIMES.map((each) => `\`${each}\``).join(", ")} in \`runs.using:\`, found \`${using.text}\`. Update it.`,
    };
  }
  const kind = KINDS[using.text.startsWith("node") ? "node" : using.text];
  if (!kind) return;
  for (const name of kind.required) {
    if (!child(runs, name))
      yield {
        at: runs.start,
        message: `Expected \`${name}:\` in \`runs:\` of a ${using.text} action, found none. Add it.`,
      };
  }
  for (const name of ["pre", "post"]) {
    const condition = entriesOf(runs).find(({ key }) => key.text === `${name}-if`);
    if (condition && !child(runs, name))
      yield { at: condition.key.start, message: `Expected \`${name}:\` beside \`${name}-if:\`, found none. Add it.` };
  }
  for (const { key } of entriesOf(runs)) {
    if (kind.known.includes(key.text)) continue;
    yield {
      at: key.start,
      message: `Expected only keys of a ${using.text} action in \`runs:\`, found \`${key.text}\`, which does nothing there. Remove it.`,
    };
  }
}

function* ofBranding(root: YamlMap): Generator<Observation> {
  const branding = child(root, "branding");
  const color = scalarOf(child(branding, "color"));
  const icon = scalarOf(child(branding, "icon"));
  if (color && !COLORS.includes(color.text)) {
    yield {
      at: color.start,
      severity: "note",
      message: `Expected one of ${COLORS.join(", ")}, found the color \`${color.text}\`. Correct it.`,
    };
  }
  if (icon && (!ICON.test(icon.text) || NO_ICONS.has(icon.text))) {
    yield {
      at: icon.start,
      severity: "note",
      message: `Expected an icon of Feather's list, found \`${icon.text}\`. Correct it.`,
    };
  }
}

function* ofInputs(root: YamlMap): Generator<Observation> {
  for (const section of ["inputs", "outputs"]) {
    const node = child(root, section);
    if (node && node.kind !== "map" && !(node.kind === "scalar" && node.type === "null")) {
      yield { at: node.start, message: `Expected names in \`${section}:\`, found something else. Correct it.` };
    }
    const seen = new Set<string>();
    for (const { key, value } of entriesOf(node)) {
      if (seen.has(key.text.toLowerCase()))
        yield {
          at: key.start,
          message: `Expected each of the ${section} once, found \`${key.text}\` again. Remove one.`,
        };
      seen.add(key.text.toLowerCase());
      if (value.kind !== "map" && !(value.kind === "scalar" && value.type === "null")) {
        yield {
          at: value.start,
          message: `Expected keys for \`${key.text}\` in \`${section}:\`, found something else. Correct it.`,
        };
      }
      if (section === "outputs") continue;
      for (const own of entriesOf(value)) {
        if (!INPUT_KEYS.includes(own.key.text))
          yield {
            at: own.key.start,
            message: `Expected ${INPUT_KEYS.map((each) => `\`${each}\``).join(", ")} of an input, found \`${own.key.text}\`. Correct it.`,
          };
        const empty = own.value.kind === "scalar" && own.value.text.trim() === "";
        if (own.key.text === "deprecationMessage" && empty) {
          yield {
            at: own.key.start,
            severity: "note",
            message: `Expected a message for who uses \`${key.text}\`, found an empty one. Write what to use instead.`,
          };
        }
      }
    }
  }
}
