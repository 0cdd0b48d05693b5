import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { registry } from "../packages/cli/src/commands/registry.ts";
import { cliReference } from "../packages/cli/src/reference/cli-reference.ts";
import {
  type ActionSpec,
  ARGV_PLACEHOLDERS,
  configRows,
  DEFAULT_CONFIG_TEXT,
  DIAGNOSTICS,
  ExitCode,
} from "../packages/core/src/index.ts";
import { actionSpecs } from "../packages/runtime/src/action/registry.ts";
import { settingsTable } from "../packages/server/src/settings/settings-reference.ts";
import { apiReference } from "./api-reference.ts";
import { auditRulesReference } from "./audit-rules-reference.ts";
import { faultReference } from "./fault-reference.ts";
import type { Schema } from "./json-schema.ts";
import { code, table } from "./markdown.ts";

/** The pages of docs/reference, as text by file name: all of them follow from what the program itself is made of. */
export function referencePages(): ReadonlyMap<string, string> {
  return new Map([
    ["api.md", apiReference(GENERATED)],
    ["actions.md", page("Actions", ACTIONS, [...actionSpecs.values()].map(actionSection))],
    ["audit-rules.md", auditRulesReference(GENERATED)],
    ["cli.md", cliReference(registry)],
    [
      "config.md",
      page("config.yaml", CONFIG, [configTable(), "## As `sdetkit agent init` writes it", defaultConfig()]),
    ],
    ["diagnostics.md", page("Diagnostics", DIAGNOSTIC, Object.entries(DIAGNOSTICS).map(diagnosticSection))],
    ["faults.md", faultReference(GENERATED)],
    ["exit-codes.md", page("Exit codes", EXITS, [exitTable()])],
    ["server-config.md", page("server.yaml", SERVER, [settingsTable(), "## The master key", MASTER_KEY])],
  ]);
}

const FOLDER = new URL("../docs/reference/", import.meta.url);
const GENERATED = "<!-- Written by `npm run reference`. Change the code it follows from, not this page. -->";

const ACTIONS =
  "What a step can do. Parameters go under `with`. A path is relative to the workspace, or `output:/…`: the run's own " +
  "output folder, which is also what `${{ run.output_dir }}` stands for. How they are used: [templates](../guide/templates.md).";
const CONFIG =
  "What automations may do in a workspace: `.sdetkit/config.yaml`, or the file named with `--config`. A key that is left out " +
  `has its default; an empty list allows nothing. Placeholders of \`policy.shell\`: ${ARGV_PLACEHOLDERS.map(code).join(", ")}. ` +
  "What it means: [policy and approvals](../guide/policy-and-approvals.md).";
const DIAGNOSTIC =
  "What can be wrong with a template, a configuration, or inputs. Each is shown with its file, line, column and a hint, all " +
  "of them at once, and the command exits with 2. Nothing is run.";
const SERVER =
  "Settings of `sdetkit agent serve`: `.sdetkit/server.yaml` of the folder that it is started in, or the file named with `--config`. A " +
  "flag beats its environment variable, which beats the file, which beats the default. Every key can be left out; one that is not known is " +
  "refused. Paths in the file are relative to it. What it means: [operating a server](../guide/server.md).";
const MASTER_KEY =
  "`SDETKIT_MASTER_KEY` (32 bytes as base64: `openssl rand -base64 32`), else the file `.sdetkit/server/keys/master.key`, which is made on the " +
  "first start. It is no key of `server.yaml`, so that it is not copied around with it.";
const EXITS = "The exit codes of every command, and the only ones there are.";

/** What each exit code says to whoever called. */
const MEANINGS: { readonly [name in keyof typeof ExitCode]: readonly [meaning: string, next: string] } = {
  done: ["It was done.", "Nothing."],
  failed: [
    "The run or the gate failed, a problem stopped the run of a server, or the machine failed (disk, folder, storage).",
    "Read the failed step, or the error.",
  ],
  usage: [
    "The call, a template, the configuration, or an input is not valid; nothing was run.",
    "Correct what is shown, with its place.",
  ],
  denied: [
    "The policy denied an action, or an approval was not given. The record says which.",
    "Change the policy or the template, or pass `--approve`.",
  ],
  unauthenticated: ["Who calls is not known. No local command answers with it.", "Sign in, or use a valid token."],
  differs: [
    "A verification or a replay found a difference.",
    "See [local operations](../runbooks/local-operations.md).",
  ],
  timedOut: ["A step took longer than its `timeout-minutes`.", "Look at the step; raise the limit if it is too small."],
  interrupted: [
    "It was interrupted, by Ctrl+C for example, or a run was cancelled. Steps that clean up (`always()`, `cancelled()`) still ran, for 5 minutes at most.",
    "Run it again.",
  ],
};

/** What a template has to declare to use an action. */
const NEEDS: { readonly [capability in ActionSpec["capability"]]: string } = {
  none: "no permission to read; writing into the workspace needs `permissions.write`",
  write: "`permissions.write` for a place in the workspace, nothing for the output folder",
  shell: "`permissions.shell`, and an approval",
};

function page(title: string, introduction: string, sections: readonly string[]): string {
  return `${[GENERATED, `# ${title}`, introduction, ...sections].join("\n\n")}\n`;
}

function actionSection({ name, summary, params, capability, idempotent, constant }: ActionSpec): string {
  const schema = params.toJSONSchema({ io: "input", unrepresentable: "any" }) as unknown as Schema;
  const required = new Set(schema.required ?? []);
  const rows = Object.entries(schema.properties ?? {}).map(([key, value]) => [
    code(key),
    shape(value),
    value.default === undefined ? (required.has(key) ? "required" : "") : code(JSON.stringify(value.default)),
    value.description ?? "",
  ]);
  const needs = NEEDS[capability];
  const again = idempotent ? "is performed again" : "is not performed again unless `--retry-unknown` is given";
  const facts = `Needs ${needs}. After a crash in the middle it ${again}.`;
  const constants = Object.keys(constant ?? {}).map((key) => `\`${key}\` has to be constant text: no \`\${{ }}\`.`);
  return [`## ${name}`, summary, table(["parameter", "type", "default", "meaning"], rows), facts, ...constants].join(
    "\n\n",
  );
}

/** What a value may be, in a few words. */
function shape(schema: Schema): string {
  if (schema.const !== undefined) return code(JSON.stringify(schema.const));
  if (schema.enum) return schema.enum.map((value) => code(String(value))).join(", ");
  if (schema.anyOf) return schema.anyOf.map(shape).join(" or ");
  if (schema.type === "array")
    return schema.items && !Array.isArray(schema.items) ? `list of ${shape(schema.items)}` : "list of words";
  if (schema.type === "object")
    return `map of name to ${typeof schema.additionalProperties === "object" ? shape(schema.additionalProperties) : "value"}`;
  if (schema.type === "integer" || schema.type === "number") {
    const { minimum, maximum } = schema;
    return minimum === undefined || maximum === undefined ? "number" : `whole number, ${minimum} to ${maximum}`;
  }
  if (schema.type === "boolean") return "`true` or `false`";
  if (schema.type === "string")
    return schema.format === "date" ? "date" : schema.format === "date-time" ? "instant" : "text";
  return "any value";
}

function configTable(): string {
  const rows = configRows().map(({ key, value, fallback, meaning }) => [
    code(key),
    value,
    fallback.length > LONG ? "see below" : fallback,
    meaning,
  ]);
  return table(["key", "value", "default", "meaning"], rows);
}

/** Characters of a default that would make the table wide; the whole file is below it. */
const LONG = 40;

function defaultConfig(): string {
  return block("yaml", DEFAULT_CONFIG_TEXT.trimEnd());
}

function diagnosticSection([name, { title, explanation }]: [string, { title: string; explanation: string }]): string {
  return `## ${name}\n\n**${title}.** ${explanation}`;
}

function exitTable(): string {
  const codes = Object.entries(ExitCode) as [keyof typeof ExitCode, ExitCode][];
  return table(
    ["code", "means", "what to do"],
    codes.map(([name, value]) => [String(value), ...MEANINGS[name]]),
  );
}

function block(language: string, text: string): string {
  return `\`\`\`${language}\n${text}\n\`\`\``;
}

if (import.meta.main) {
  mkdirSync(FOLDER, { recursive: true });
  for (const [name, text] of referencePages()) writeFileSync(fileURLToPath(new URL(name, FOLDER)), text);
}
