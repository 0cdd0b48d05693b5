import { definitionRule } from "../definition-rule.ts";
import { type Definition, type Step, stepsOf } from "../model/definition.ts";
import { isDisabled } from "../model/is-disabled.ts";
import { effectivePermissions, mayWrite } from "../model/permissions.ts";
import { commandsOf, withoutPrefixes } from "../shell/commands-in.ts";
import { sourceOffset } from "../yaml/source-offset.ts";
import { child, scalarOf } from "../yaml/yaml-node.ts";

export const trustedPublishing = definitionRule(
  {
    id: "workflow-trusted-publishing",
    title: "Packages are published without a stored token",
    severity: "note",
    securitySeverity: 4,
    protects:
      "A token for PyPI, npm, RubyGems, crates.io or NuGet that is stored as a secret works for whoever gets it, until somebody revokes it. With trusted publishing the registry trusts this one workflow, and each run gets a token for minutes.",
    fix: "Register the workflow at the registry as a trusted publisher, give the job `id-token: write`, and leave the token out.",
    examples: [
      {
        name: "a password for PyPI",
        vulnerable: `on: release
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - uses: pypa/gh-action-pypi-publish@76f52bc884231f62b9a034ebfe128415bbaabdfc # v1.12.4
        with:
          password: \${{ secrets.PYPI_TOKEN }}
`,
        repaired: `on: release
jobs:
  publish:
    runs-on: ubuntu-latest
    permissions:
      id-token: write
    steps:
      - uses: pypa/gh-action-pypi-publish@76f52bc884231f62b9a034ebfe128415bbaabdfc # v1.12.4
`,
      },
      {
        name: "npm publish with a token",
        vulnerable: `on: release
permissions: {}
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - run: npm publish
        env:
          NODE_AUTH_TOKEN: \${{ secrets.NPM_TOKEN }}
`,
        repaired: `on: release
permissions: {}
jobs:
  publish:
    runs-on: ubuntu-latest
    permissions:
      id-token: write
    steps:
      - run: npm publish
`,
      },
    ],
  },
  function* (definition) {
    for (const step of stepsOf(definition)) {
      if (isDisabled(step)) continue;
      if (hasToken(step)) {
        yield {
          at: step.uses?.node.start ?? step.node.start,
          message: `Expected trusted publishing, found a stored token for \`${step.uses?.text.split("@")[0]}\`. Leave the token out.`,
        };
      }
      if (!step.run || mayAskForToken(definition, step)) continue;
      for (const { words, at } of commandsOf(step.run)) {
        const registry = publishesTo(withoutPrefixes(words));
        if (registry === null) continue;
        yield {
          at: sourceOffset(definition.source, step.run, at),
          message: `Expected trusted publishing to ${registry}, found a publication without \`id-token: write\`. Register the workflow there, and leave the token out.`,
        };
      }
    }
  },
);

/** A job that asks for an identity token most likely uses it; one that has all permissions says nothing. */
function mayAskForToken(definition: Definition, { job }: Step): boolean {
  if (definition.kind !== "workflow" || !job) return false;
  const permissions = effectivePermissions(definition, job);
  return permissions !== "default" && permissions.kind === "scopes" && mayWrite(permissions, "id-token");
}

/** Whether an action publishes with a stored token to a registry that needs none. */
function hasToken({ uses, with: inputs }: Step): boolean {
  if (uses?.kind !== "repository") return false;
  const text = (name: string) => scalarOf(child(inputs, name))?.text ?? null;
  const is = (address: string | null, pattern: RegExp) => address === null || pattern.test(address);
  switch (uses.slug) {
    case "pypa/gh-action-pypi-publish":
      return (
        text("password") !== null &&
        is(text("repository-url") ?? text("repository_url"), /^https:\/\/(?:upload|test)\.pypi\.org\//)
      );
    case "rubygems/release-gem":
      return text("setup-trusted-publisher") === "false";
    case "rubygems/configure-rubygems-credentials":
      return text("api-token") !== null && is(text("gem-server"), /^https:\/\/rubygems\.org\/?$/);
    case "actions/setup-node":
      return text("always-auth") === "true" && is(text("registry-url"), /^https:\/\/registry\.npmjs\.org\/?$/);
    default:
      return false;
  }
}

/** The registry that a command publishes to; null when it publishes nothing, or only tries. */
function publishesTo(command: readonly string[]): string | null {
  const [first = "", ...args] = command;
  const program = first
    .replace(/^.*[/\\]/, "")
    .replace(/\.(?:exe|cmd)$/i, "")
    .toLowerCase();
  if (args.some((arg) => /^--?(?:dry-run|n|help|h)$/.test(arg))) return null;
  // What another program calls to publish is that program's affair.
  if (
    /^(?:npm|pnpm|yarn|bun|cargo|poetry|pdm|hatch)$/.test(program) &&
    args.some((arg) => /^(?:dlx|exec|run|x|xtask|make|create)$/.test(arg))
  )
    return null;
  const has = (...words: readonly string[]) =>
    words.every((word) =>
      args.some((arg) => arg === word || arg.startsWith(`${word}@`) || arg.startsWith(`${word}==`)),
    );
  if (program === "cargo") return has("publish") ? "crates.io" : null;
  if (program === "twine") return has("upload") ? "PyPI" : null;
  if (/^(?:uv|uvx|pipx|python[\d.]*|py)$/.test(program)) {
    return has("twine", "upload") || (program === "uv" && args[0] === "publish") ? "PyPI" : null;
  }
  if (/^(?:hatch|pdm|poetry|flit)$/.test(program)) return has("publish") ? "PyPI" : null;
  if (program === "gem") return has("push") ? "RubyGems" : null;
  if (program === "bundle") return has("exec", "gem", "push") ? "RubyGems" : null;
  if (/^(?:npm|pnpm|yarn|bun|bunx|npx|lerna)$/.test(program))
    return (/^(?:npx|bunx)$/.test(program) ? has("npm", "publish") || has("lerna", "publish") : has("publish"))
      ? "npm"
      : null;
  if (program === "nuget") return has("push") ? "NuGet" : null;
  if (program === "dotnet") return has("nuget", "push") ? "NuGet" : null;
  return program === "dart" || program === "flutter" ? (has("pub", "publish") ? "pub.dev" : null) : null;
}
