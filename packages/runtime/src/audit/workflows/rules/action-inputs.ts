import { actionInterface, isTooOld } from "../data/action-interfaces.ts";
import { definitionRule } from "../definition-rule.ts";
import type { ActionReference } from "../model/action-reference.ts";
import { stepsOf } from "../model/definition.ts";
import { imageIn } from "../model/image.ts";
import { versionOf } from "../model/version-of.ts";
import { entriesOf } from "../yaml/yaml-node.ts";

export const actionInputs = definitionRule(
  {
    id: "workflow-action-inputs",
    title: "Actions are named and called as they ask",
    severity: "warning",
    protects:
      "GitHub ignores an input that an action does not have: a misspelled `persist-credentials` protects nothing. An action for a runtime that GitHub no longer supports may not start.",
    fix: "Correct the input by the action's README, or update the action. What is known of actions comes with this version.",
    examples: [
      {
        name: "a misspelled input, a missing one, an action that is too old",
        vulnerable: `on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v2
      - uses: actions/cache@v4
        with:
          path: ~/.npm
          keys: npm
`,
        repaired: `on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/cache@v4
        with:
          path: ~/.npm
          key: npm
`,
      },
    ],
  },
  function* (definition) {
    for (const { uses, with: inputs } of stepsOf(definition)) {
      if (!uses) continue;
      const form = formProblem(uses);
      if (form) yield { at: uses.node.start, severity: "error", message: form };
      if (uses.kind !== "repository") continue;
      const version = versionOf(definition.source, uses);
      const known = actionInterface(uses, version);
      if (!known) continue;
      if (isTooOld(known, version)) {
        yield {
          at: uses.node.start,
          message: `Expected version ${known.oldest} or newer of \`${uses.slug}\`, found \`${uses.ref}\`, which is made for a runtime that GitHub no longer supports. Update it.`,
        };
      }
      const given = new Set<string>();
      for (const { key } of entriesOf(inputs)) {
        const name = key.text.toLowerCase();
        given.add(name);
        const instead = known.deprecated?.[name];
        if (instead)
          yield {
            at: key.start,
            severity: "note",
            message: `Expected no outdated input of \`${uses.slug}\`, found \`${key.text}\`. ${instead}`,
          };
        if (!known.inputs || known.inputs.includes(name) || key.text.includes("${{")) continue;
        yield {
          at: key.start,
          message: `Expected an input that \`${uses.slug}\` has, found \`${key.text}\`, which it ignores. Correct the name.`,
        };
      }
      for (const name of known.required ?? []) {
        if (!given.has(name))
          yield {
            at: uses.node.start,
            message: `Expected the input \`${name}\`, which \`${uses.slug}\` requires, found none. Add it.`,
          };
      }
    }
  },
);

/** What GitHub refuses in the form of a `uses:`. */
function formProblem(uses: ActionReference): string | null {
  const found = `found \`${uses.text}\`. Correct it.`;
  if (uses.kind === "unreadable")
    return uses.text === "" || uses.text.includes("${{")
      ? null
      : `Expected \`owner/repo@ref\`, \`./path\` or \`docker://image:tag\`, ${found}`;
  if (uses.kind === "image") {
    const { name, tag } = imageIn(uses.image);
    return name === "" || tag === "" ? `Expected \`docker://image:tag\`, ${found}` : null;
  }
  return null;
}
