import { definitionRule } from "../definition-rule.ts";
import { stepsOf } from "../model/definition.ts";
import { statedShell } from "../model/shell.ts";
import { entriesOf } from "../yaml/yaml-node.ts";

/** The shells that GitHub documents. */
const KNOWN = /^(?:bash|sh|pwsh|powershell|python\d?|cmd)(?:\.exe)?$/i;

export const misfeature = definitionRule(
  {
    id: "workflow-misfeature",
    title: "No feature is used that tools cannot read or that its makers advise against",
    severity: "note",
    profile: "strict",
    protects:
      "cmd has no grammar that a tool could read, a shell of your own makes any program's input a script, and `pip-install` of setup-python installs into the system's Python.",
    fix: "Use `shell: bash` or `shell: pwsh`, and install into a virtual environment.",
    examples: [
      {
        name: "cmd",
        vulnerable: `on: push
jobs:
  test:
    runs-on: windows-latest
    steps:
      - shell: cmd
        run: nmake test
`,
        repaired: `on: push
jobs:
  test:
    runs-on: windows-latest
    steps:
      - shell: pwsh
        run: nmake test
`,
      },
    ],
  },
  function* (definition) {
    for (const step of stepsOf(definition)) {
      if (step.uses?.kind === "repository" && step.uses.slug === "actions/setup-python") {
        const entry = entriesOf(step.with).find(({ key }) => key.text === "pip-install");
        if (entry)
          yield {
            at: entry.key.start,
            message:
              "Expected a virtual environment, found `pip-install`, which installs for the whole system. Install in a step.",
          };
      }
      const shell = step.run ? statedShell(definition, step) : null;
      const program =
        shell?.text
          .trim()
          .split(/\s+/)[0]
          ?.replace(/^.*[/\\]/, "") ?? "";
      if (!shell || program === "" || shell.text.includes("${{")) continue;
      if (/^cmd(?:\.exe)?$/i.test(program))
        yield { at: shell.start, message: "Expected a shell that tools can read, found `cmd`. Use `pwsh` or `bash`." };
      else if (!KNOWN.test(program))
        yield {
          at: shell.start,
          message: `Expected one of GitHub's shells, found \`${program}\`. Call the program in a script for bash.`,
        };
    }
  },
);
