import { definitionRule } from "../definition-rule.ts";
import { stepsOf } from "../model/definition.ts";
import { commandsOf, withoutPrefixes } from "../shell/commands-in.ts";
import { sourceOffset } from "../yaml/source-offset.ts";

export const unlockedInstall = definitionRule(
  {
    id: "workflow-unlocked-install",
    title: "Packages come from a lockfile",
    severity: "note",
    securitySeverity: 3.5,
    profile: "strict",
    protects:
      "`npm install PACKAGE` and `gem install PACKAGE` take the newest package, or at least the newest of everything that it needs. A package that was taken over an hour ago then runs in the job.",
    fix: "Put the package into a manifest with a lockfile, and install by that: `npm ci`, `bundle install`.",
    examples: [
      {
        name: "a tool by npm and one by gem",
        vulnerable: `on: push
jobs:
  lint:
    runs-on: ubuntu-latest
    steps:
      - run: |
          npm install -g eslint
          gem install rubocop
`,
        repaired: `on: push
jobs:
  lint:
    runs-on: ubuntu-latest
    steps:
      - run: |
          npm ci
          npm install --no-fund
          bundle install
          npx eslint .
`,
      },
    ],
  },
  function* (definition) {
    for (const { run } of stepsOf(definition)) {
      if (!run) continue;
      for (const { words, at } of commandsOf(run)) {
        const command = withoutPrefixes(words);
        if (!installsByName(command)) continue;
        yield {
          at: sourceOffset(definition.source, run, at),
          message: `Expected packages from a lockfile, found \`${command.slice(0, 2).join(" ")}\` with a name. Put it into a manifest and lock it.`,
        };
      }
    }
  },
);

/** Options that take the next word as their value. */
const WITH_VALUE =
  /^(?:-v|--version|--source|-s|--registry|--prefix|--tag|-C|--dir|-P|--install-dir|-i|-n|--bindir|--workspace|-w|--cache|--filter|-F)$/;

function installsByName([program = "", verb = "", ...rest]: readonly string[]): boolean {
  const tool = program.replace(/\.(?:cmd|exe)$/, "");
  const installs =
    (tool === "npm" && /^(?:i|in|ins|inst|install|add)$/.test(verb)) ||
    (tool === "pnpm" && /^(?:add|i|install)$/.test(verb)) ||
    (tool === "yarn" && /^(?:add|global)$/.test(verb)) ||
    (tool === "bun" && verb === "add") ||
    (tool === "gem" && /^(?:i|install)$/.test(verb)) ||
    (tool === "bundle" && verb === "add");
  return installs && names(rest).some((name) => !/^[./~$]/.test(name) && !/\.(?:tgz|tar\.gz|gem)$/.test(name));
}

function names(words: readonly string[]): readonly string[] {
  return words.filter(
    (word, index) => !word.startsWith("-") && !/^[<>]/.test(word) && !WITH_VALUE.test(words[index - 1] ?? ""),
  );
}
