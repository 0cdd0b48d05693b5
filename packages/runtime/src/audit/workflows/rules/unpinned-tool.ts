import { definitionRule } from "../definition-rule.ts";
import { stepsOf } from "../model/definition.ts";
import { isDisabled } from "../model/is-disabled.ts";
import { child, scalarOf } from "../yaml/yaml-node.ts";

/** Actions that fetch the newest version of a tool when nobody names one, and the input that names it. */
const TOOLS: { readonly [action: string]: string } = {
  "1password/load-secrets-action": "version",
  "aquasecurity/setup-trivy": "version",
};

export const unpinnedTool = definitionRule(
  {
    id: "workflow-unpinned-tool",
    title: "Actions that install a tool are told which version",
    severity: "warning",
    securitySeverity: 4.5,
    protects:
      "A pinned action that fetches the newest tool when it runs is not pinned: whoever can publish the tool runs code in the job.",
    fix: "Give the action's `version:` input a fixed version.",
    examples: [
      {
        name: "no version, and latest",
        vulnerable: `on: push
jobs:
  scan:
    runs-on: ubuntu-latest
    steps:
      - uses: aquasecurity/setup-trivy@3fb12ec12f41e471780db15c232d5dd185dcb514 # v0.2.6
        with:
          version: latest
`,
        repaired: `on: push
jobs:
  scan:
    runs-on: ubuntu-latest
    steps:
      - uses: aquasecurity/setup-trivy@3fb12ec12f41e471780db15c232d5dd185dcb514 # v0.2.6
        with:
          version: v0.69.3
`,
      },
    ],
  },
  function* (definition) {
    for (const step of stepsOf(definition)) {
      if (step.uses?.kind !== "repository" || isDisabled(step)) continue;
      const input = TOOLS[step.uses.slug];
      if (input === undefined) continue;
      const version = scalarOf(child(step.with, input));
      const computed = version?.text.includes("${{");
      if (version && version.text !== "" && version.text.toLowerCase() !== "latest" && !computed) continue;
      yield {
        at: version?.start ?? step.uses.node.start,
        ...(computed ? { severity: "note" as const } : {}),
        message: `Expected \`${input}:\` with a fixed version for \`${step.uses.slug}\`, found ${version ? (computed ? "a computed one" : "`latest`") : "none, which is the newest"}. Name it.`,
      };
    }
  },
);
