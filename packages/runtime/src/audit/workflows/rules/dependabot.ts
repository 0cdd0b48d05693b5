import type { TextFile } from "../../rule.ts";
import { placedRule } from "../definition-rule.ts";
import { yamlOf } from "../model/definition-of.ts";
import { child, entryOf, itemsOf, scalarOf, type YamlMap } from "../yaml/yaml-node.ts";

const DEPENDABOT = {
  applies: (path: string) => /(?:^|\/)\.github\/dependabot\.ya?ml$/.test(path),
  examplePath: ".github/dependabot.yml",
};
/** Days within which most packages that were taken over have been found out. */
const DAYS = 7;

export const dependabotCooldown = placedRule(
  {
    id: "dependabot-cooldown",
    title: "Updates wait some days before they are proposed",
    severity: "note",
    securitySeverity: 3,
    protects:
      "Packages that were taken over are mostly found out within days. An update that is proposed within the hour brings them in before anybody has looked.",
    fix: `Add \`cooldown: { default-days: ${DAYS} }\` to each entry of \`updates:\`. Security updates are not held back by it.`,
    examples: [
      {
        name: "no cooldown",
        vulnerable: `version: 2
updates:
  - package-ecosystem: npm
    directory: /
    schedule:
      interval: daily
`,
        repaired: `version: 2
updates:
  - package-ecosystem: npm
    directory: /
    schedule:
      interval: daily
    cooldown:
      default-days: 7
`,
      },
    ],
  },
  DEPENDABOT,
  function* (file) {
    for (const update of updatesIn(file)) {
      const cooldown = entryOf(update, "cooldown");
      const days = scalarOf(child(cooldown?.value ?? null, "default-days"));
      if (!cooldown)
        yield { at: update.start, message: `Expected \`cooldown:\`, found none. Add \`default-days: ${DAYS}\`.` };
      else if (!days)
        yield {
          at: cooldown.key.start,
          message: `Expected \`default-days:\` in \`cooldown:\`, found none. Add \`default-days: ${DAYS}\`.`,
        };
      else if (!(Number(days.text) >= DAYS))
        yield {
          at: days.start,
          message: `Expected at least ${DAYS} days, found ${days.text}. Raise \`default-days\`.`,
        };
    }
  },
);

export const dependabotExecution = placedRule(
  {
    id: "dependabot-execution",
    title: "Dependabot runs no code of packages",
    severity: "warning",
    securitySeverity: 6,
    protects:
      "With insecure-external-code-execution a package's own code runs while Dependabot resolves it, beside the credentials of private registries.",
    fix: "Remove the line, or say `deny`.",
    examples: [
      {
        name: "allowed",
        vulnerable: `version: 2
updates:
  - package-ecosystem: pip
    directory: /
    insecure-external-code-execution: allow
    schedule:
      interval: daily
`,
        repaired: `version: 2
updates:
  - package-ecosystem: pip
    directory: /
    insecure-external-code-execution: deny
    schedule:
      interval: daily
`,
      },
    ],
  },
  DEPENDABOT,
  function* (file) {
    for (const update of updatesIn(file)) {
      const setting = scalarOf(child(update, "insecure-external-code-execution"));
      if (setting?.text !== "allow") continue;
      yield {
        at: setting.start,
        message: "Expected no code of packages to run, found `insecure-external-code-execution: allow`. Say `deny`.",
      };
    }
  },
);

function updatesIn(file: TextFile): readonly YamlMap[] {
  return itemsOf(child(yamlOf(file).root, "updates")).flatMap((item) => (item.kind === "map" ? [item] : []));
}
