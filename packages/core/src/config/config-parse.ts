import type { Checked } from "../diagnostic/diagnostic.ts";
import { Findings } from "../diagnostic/findings.ts";
import { readYaml } from "../yaml/read-yaml.ts";
import { type Fields, isNothing, TreeReader } from "../yaml/tree-reader.ts";
import type { Tree } from "../yaml/yaml-tree.ts";
import type { Config, Policy } from "./config.ts";
import { readArgvPatterns, readWriteRoots } from "./config-allowlist.ts";
import { defaultConfig } from "./config-default.ts";

/** Bounds of the numbers in `config.yaml`. */
export const CONFIG_BOUNDS = {
  workers: { min: 1, max: 64, whole: true },
  steps: { min: 1, max: 10_000, whole: true },
  actions: { min: 1, max: 100_000, whole: true },
} as const;

/** What an environment variable may be called. */
export const ENV_NAME = {
  pattern: /^[A-Za-z_][A-Za-z0-9_]{0,127}$/,
  code: "invalid-id",
  expected: "the name of an environment variable",
  hint: "letters, digits and _, not beginning with a digit",
} as const;

/** Where a folder with programs may lie: nowhere that depends on where somebody stands. */
export const TOOL_FOLDER = {
  pattern: /^(?:~?\/)(?!.*(?:^|\/)\.\.(?:\/|$))[^\0]{1,1024}$/,
  code: "invalid-value",
  expected: "an absolute folder, or one that begins with ~/",
  hint: "write the whole path, without `..`",
} as const;

/**
 * Reads `config.yaml`. A key that is left out has the value of the default configuration; an empty list allows nothing.
 * `file` is for diagnostics. Never throws.
 */
export function parseConfig(file: string, text: string): Checked<Config> {
  const findings = new Findings(file);
  const { tree } = readYaml(text, findings);
  if (!tree) return findings.checked<Config>(null);
  const reader = new TreeReader(findings);
  const fallback = defaultConfig();
  if (isNothing(tree)) return findings.checked(fallback);
  const fields = reader.fields(tree, "the configuration", {
    required: [],
    nothing: true,
    optional: ["version", "provider", "sandbox", "workers", "tools", "policy"],
  });
  if (!fields) return findings.checked<Config>(null);
  const config: Config = {
    version: read(fields, "version", (value) => readVersion(value, reader)) ?? fallback.version,
    provider: read(fields, "provider", (value) => reader.word(value, "`provider`", ["none"])) ?? fallback.provider,
    sandbox:
      read(fields, "sandbox", (value) => reader.word(value, "`sandbox`", ["auto", "required", "off"])) ??
      fallback.sandbox,
    workers:
      read(fields, "workers", (value) => reader.number(value, "`workers`", CONFIG_BOUNDS.workers)) ?? fallback.workers,
    tools:
      read(fields, "tools", (value) => reader.texts(value, "`tools`", 50, { shape: TOOL_FOLDER })) ?? fallback.tools,
    policy: read(fields, "policy", (value) => readPolicy(value, reader, fallback.policy)) ?? fallback.policy,
  };
  return findings.checked(config);
}

/** Reads a key if it is there. */
function read<T>(fields: Fields, key: string, reading: (value: Tree) => T | null): T | null {
  const value = fields.get(key);
  return value === undefined ? null : reading(value);
}

function readVersion(tree: Tree, reader: TreeReader): 1 | null {
  if (tree.kind === "scalar" && tree.value === 1) return 1;
  return reader.invalid(tree.place, "expected version 1 of the configuration, got another", "write `version: 1`");
}

function readPolicy(tree: Tree, reader: TreeReader, fallback: Policy): Policy | null {
  const fields = reader.fields(tree, "`policy`", {
    required: [],
    nothing: true,
    optional: ["write", "shell", "network", "env", "budgets", "approvals"],
  });
  if (!fields) return null;
  return {
    write: read(fields, "write", (value) => readWriteRoots(value, "`policy.write`", reader)) ?? fallback.write,
    shell: read(fields, "shell", (value) => readArgvPatterns(value, "`policy.shell`", reader)) ?? fallback.shell,
    network: read(fields, "network", (value) => reader.boolean(value, "`policy.network`")) ?? fallback.network,
    env: read(fields, "env", (value) => reader.texts(value, "`policy.env`", 200, { shape: ENV_NAME })) ?? fallback.env,
    budgets: read(fields, "budgets", (value) => readBudgets(value, reader, fallback.budgets)) ?? fallback.budgets,
    approvals:
      read(fields, "approvals", (value) => readApprovals(value, reader, fallback.approvals)) ?? fallback.approvals,
  };
}

function readBudgets(tree: Tree, reader: TreeReader, fallback: Policy["budgets"]): Policy["budgets"] | null {
  const fields = reader.fields(tree, "`policy.budgets`", {
    required: [],
    nothing: true,
    optional: ["max_steps", "max_actions"],
  });
  if (!fields) return null;
  return {
    maxSteps:
      read(fields, "max_steps", (value) => reader.number(value, "`max_steps`", CONFIG_BOUNDS.steps)) ??
      fallback.maxSteps,
    maxActions:
      read(fields, "max_actions", (value) => reader.number(value, "`max_actions`", CONFIG_BOUNDS.actions)) ??
      fallback.maxActions,
  };
}

function readApprovals(tree: Tree, reader: TreeReader, fallback: Policy["approvals"]): Policy["approvals"] | null {
  const fields = reader.fields(tree, "`policy.approvals`", {
    required: [],
    nothing: true,
    optional: ["approvers", "self", "identity"],
  });
  if (!fields) return null;
  const identity = read(fields, "identity", (value) =>
    reader.word<NonNullable<Policy["approvals"]["identity"]>>(value, "`identity`", ["confirmed", "trusted"]),
  );
  return {
    approvers:
      read(fields, "approvers", (value) => reader.texts(value, "`approvers`", 200, { max: 128 })) ?? fallback.approvers,
    self: read(fields, "self", (value) => reader.boolean(value, "`self`")) ?? fallback.self,
    // Records hold a digest of the policy: what is not said must not change it.
    ...(identity ? { identity } : {}),
  };
}
