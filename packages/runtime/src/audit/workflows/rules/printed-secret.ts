import { definitionRule } from "../definition-rule.ts";
import { contextReferences } from "../expression/context-path.ts";
import { findExpressions } from "../expression/find-expressions.ts";
import { stepsOf } from "../model/definition.ts";
import { variablesOf } from "../model/variables.ts";
import { type Command, commandsOf, withoutPrefixes } from "../shell/commands-in.ts";
import { sourceOffset } from "../yaml/source-offset.ts";

const PRINTS = /^(?:echo|printf|write-host|write-output|print)$/i;
/** Where output goes elsewhere than to the log. */
const REDIRECTED = />|\|/;
/** Programs that turn a secret into a text that the log does not hide. */
const REWRITES = /^(?:base64|xxd|rev|od|hexdump|sed|cut|tr|fold)$/;

export const printedSecret = definitionRule(
  {
    id: "workflow-printed-secret",
    title: "No secret is printed into the log",
    severity: "warning",
    securitySeverity: 5.5,
    protects:
      "GitHub hides the exact text of a secret in logs, nothing else: encoded, reversed or cut it is readable by everybody who can see the run.",
    fix: "Do not print it. Give it to the program that needs it through `env:` or standard input.",
    examples: [
      {
        name: "encoded, past the mask",
        vulnerable: `on: push
jobs:
  show:
    runs-on: ubuntu-latest
    environment: production
    steps:
      - run: echo "$TOKEN" | base64
        env:
          TOKEN: \${{ secrets.DEPLOY_TOKEN }}
`,
        repaired: `on: push
jobs:
  show:
    runs-on: ubuntu-latest
    environment: production
    steps:
      - run: |
          echo "$TOKEN" | docker login --password-stdin -u ci registry.example.com
          echo "$KEY" | base64 -d > key.pem
        env:
          TOKEN: \${{ secrets.DEPLOY_TOKEN }}
          KEY: \${{ secrets.KEY }}
`,
      },
    ],
  },
  function* (definition) {
    for (const step of stepsOf(definition)) {
      const { run } = step;
      if (!run) continue;
      const names = variablesOf(step)
        .filter(({ value }) => value.kind === "scalar" && readsSecret(definition.source, value))
        .map(({ key }) => key.text.replace(/\W/g, ""));
      const variable = names.length > 0 ? new RegExp(`\\$\\{?(?:env:)?(?:${names.join("|")})\\b`) : null;
      const shows = (text: string) =>
        /\$\{\{\s*secrets\.(?!GITHUB_TOKEN)/i.test(text) || (variable?.test(text) ?? false);
      const commands = commandsOf(run);
      for (const [index, { words, text, at, piped }] of commands.entries()) {
        const [program = ""] = withoutPrefixes(words);
        if (piped || !PRINTS.test(program) || !shows(text)) continue;
        const chain: Command[] = [];
        for (let next = index + 1; commands[next]?.piped; next++) chain.push(commands[next] as Command);
        const written = [text, ...chain.map((next) => next.text)].some((each) => REDIRECTED.test(each));
        const rewritten =
          chain.length > 0 && chain.every((next) => REWRITES.test(withoutPrefixes(next.words)[0] ?? ""));
        if (written || /::add-mask::/.test(text) || (chain.length > 0 && !rewritten)) continue;
        yield {
          at: sourceOffset(definition.source, run, at),
          severity: rewritten ? "error" : "warning",
          message: `Expected a secret to stay out of the log, found \`${program}\` with one${rewritten ? ", in a form that nothing hides" : ""}. Do not print it.`,
        };
      }
    }
  },
);

function readsSecret(source: string, value: Parameters<typeof findExpressions>[1]): boolean {
  return findExpressions(source, value).some(({ tree }) =>
    (tree ? contextReferences(tree) : []).some(({ path }) => path[0] === "secrets" && path[1] !== "github_token"),
  );
}
