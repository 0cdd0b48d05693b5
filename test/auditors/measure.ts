/**
 * Compares the rules about workflows with the test data of public auditors: which of the places that these mark are found,
 * and which files that they call clean are not silent here.
 *
 *     node test/auditors/measure.ts --zizmor DIR [--actionlint DIR] [--rule NAME]
 *
 * DIR is a checkout of github.com/zizmorcore/zizmor or github.com/rhysd/actionlint; nothing of them is kept here.
 */
import { parseArgs } from "node:util";
import type { RawFinding } from "../../packages/runtime/src/audit/finding.ts";
import { findingsIn } from "../../packages/runtime/src/audit/testing/findings-in.ts";
import { zizmorRules } from "../../packages/runtime/src/audit/workflows/data/zizmor-rules.ts";
import { workflowsRules as workflowRules } from "../../packages/runtime/src/audit/workflows/rules.ts";
import { actionlintCases } from "./actionlint.ts";
import { type Case, onlineOnly, zizmorCases } from "./zizmor.ts";

const { values } = parseArgs({
  options: { zizmor: { type: "string" }, actionlint: { type: "string" }, rule: { type: "string" } },
});

interface Found extends RawFinding {
  readonly rule: string;
}

async function audit({ path, text, beside }: Case): Promise<readonly Found[]> {
  const found: Found[] = [];
  for (const rule of workflowRules) {
    const own = await findingsIn(rule, { ...beside, [path]: text });
    found.push(...own.map((each) => ({ ...each, rule: rule.id })));
  }
  return found;
}

/** Whether a finding is where a line of the case's own file is, or in the action that the line names. */
function isAt({ path, line: own }: Found, { path: file, text }: Case, line: number): boolean {
  if (path === file) return line === 0 || Math.abs((own ?? 1) - line) <= NEAR;
  const named = /uses:\s*['"]?\.\/(?<folder>[\w./-]+)/.exec(text.split("\n")[line - 1] ?? "")?.groups?.["folder"];
  return named !== undefined && path.startsWith(named);
}

/** A finding a few lines off names the same step, its neighbour key or the list that it is in. */
const NEAR = 5;

async function compare(name: string, cases: readonly Case[], same: (rule: string) => readonly string[]): Promise<void> {
  const table = new Map<string, { marked: number; found: number; clean: number; noisy: number }>();
  const misses: string[] = [];
  for (const each of cases) {
    const found = await audit(each);
    for (const { rule, line, message = "" } of each.expected) {
      if (values.rule && rule !== values.rule) continue;
      if (onlineOnly(each.name, rule)) continue;
      const row = table.get(rule) ?? { marked: 0, found: 0, clean: 0, noisy: 0 };
      table.set(rule, row);
      row.marked++;
      const hit = found.some((one) => same(rule).includes(one.rule) && isAt(one, each, line));
      if (hit) row.found++;
      else misses.push(`missed  ${rule.padEnd(26)} ${each.name}:${line} ${message.slice(0, 90)}`);
    }
    for (const { rule, strict } of each.silent) {
      if (values.rule && rule !== values.rule) continue;
      const row = table.get(rule) ?? { marked: 0, found: 0, clean: 0, noisy: 0 };
      table.set(rule, row);
      row.clean++;
      const heard = found.filter(
        (one) => one.path === each.path && same(rule).includes(one.rule) && (strict || isDefault(one)),
      );
      if (heard.length > 0) {
        row.noisy++;
        misses.push(
          `noisy   ${rule.padEnd(26)} ${each.name}:${heard.map((one) => `${one.line} ${one.rule} ${one.message.slice(0, 60)}`).join(" | ")}`,
        );
      }
    }
  }
  console.log(`\n${name}\n${"rule".padEnd(32)} marked  found  clean  noisy`);
  const sum = { marked: 0, found: 0, clean: 0, noisy: 0 };
  for (const [rule, row] of [...table].sort()) {
    console.log(`${rule.padEnd(32)} ${cells(row)}`);
    for (const key of ["marked", "found", "clean", "noisy"] as const) sum[key] += row[key];
  }
  console.log(`${"all".padEnd(32)} ${cells(sum)}   ${((100 * sum.found) / sum.marked).toFixed(1)} % found`);
  for (const miss of misses) console.log(miss);
}

function cells({
  marked,
  found,
  clean,
  noisy,
}: {
  marked: number;
  found: number;
  clean: number;
  noisy: number;
}): string {
  return [marked, found, clean, noisy].map((each) => String(each).padStart(6)).join(" ");
}

function isDefault({ rule, severity }: Found): boolean {
  const own = workflowRules.find(({ id }) => id === rule);
  return (own?.profiles.includes("default") ?? false) && (severity ?? own?.severity) !== "note";
}

if (values.zizmor) await compare("zizmor", zizmorCases(values.zizmor), (rule) => zizmorRules[rule] ?? []);

/** The rules that check what actionlint's kinds check. */
const ACTIONLINT: { readonly [kind: string]: readonly string[] } = {
  action: [
    "workflow-action-inputs",
    "workflow-action-metadata",
    "workflow-call",
    "workflow-unpinned-action",
    "workflow-action-tag",
    "workflow-unpinned-image",
  ],
  any: [
    "workflow-action-metadata",
    "workflow-call",
    "workflow-action-inputs",
    "workflow-condition",
    "workflow-deprecated-command",
    "workflow-event",
    "workflow-expression",
    "workflow-identifier",
    "workflow-matrix",
    "workflow-permission-scope",
    "workflow-runner-label",
    "workflow-shell",
    "workflow-syntax",
  ],
  credentials: ["workflow-container-credentials"],
  "deprecated-commands": ["workflow-deprecated-command"],
  "env-var": ["workflow-identifier"],
  events: ["workflow-event"],
  expression: ["workflow-call", "workflow-expression", "workflow-template-injection"],
  glob: ["workflow-event"],
  id: ["workflow-identifier"],
  "if-cond": ["workflow-condition", "workflow-unsound-condition"],
  "job-needs": ["workflow-identifier"],
  matrix: ["workflow-matrix"],
  permissions: ["workflow-permission-scope"],
  "runner-label": ["workflow-runner-label", "workflow-syntax"],
  "shell-name": ["workflow-shell"],
  "syntax-check": ["workflow-syntax"],
  "workflow-call": ["workflow-syntax", "workflow-call"],
};

if (values.actionlint)
  await compare("actionlint", actionlintCases(values.actionlint), (rule) => ACTIONLINT[rule] ?? []);
