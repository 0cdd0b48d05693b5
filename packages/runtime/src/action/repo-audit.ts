import { type ActionResult, type Artifact, formatLogicalPath, type Json, type LogicalPath } from "@sdetkit/core";
import { z } from "zod";
import { type Audit, auditRepository } from "../audit/audit-repository.ts";
import { type Baseline, parseBaseline } from "../audit/baseline/baseline.ts";
import { byCodeUnits } from "../audit/code-unit-order.ts";
import { judgeGate } from "../audit/gate.ts";
import { rules } from "../audit/registry.ts";
import { type ReportFormat, renderReport, reportFiles, reportFormats } from "../audit/reports/report-formats.ts";
import type { Rule } from "../audit/rule.ts";
import { groupSelectors, selectRules } from "../audit/rule-selectors.ts";
import { summarise } from "../audit/summary.ts";
import { refuseVariables } from "../redact/clear-artifact.ts";
import { logicalPath, pathParam } from "./path-param.ts";
import type { Action, ActionContext } from "./types.ts";

const selectors = [...groupSelectors, ...rules.map(({ id }) => id)] as [string, ...string[]];

const params = z.strictObject({
  profile: z
    .enum(["default", "strict"])
    .default("default")
    .describe("strict asks more rules and turns warnings into errors"),
  rules: z
    .array(z.enum(selectors))
    .min(1)
    .optional()
    .describe(
      "Only these rules, by id or category, or security for all about security; absent: all rules of the profile",
    ),
  formats: z
    .array(z.enum(reportFormats))
    .default(["json", "sarif"])
    .describe("Reports to write: audit.json, audit.sarif, audit.md, audit.junit.xml, audit.codequality.json (GitLab)"),
  output: pathParam("Folder for the reports").default("output:/"),
  "fail-on": z
    .enum(["none", "error", "warning"])
    .default("none")
    .describe(
      "The step fails when there is a finding of this severity or worse; none: findings are a result, no failure",
    ),
  "as-of": z.iso
    .date()
    .optional()
    .describe("Day by which comments that silence findings may have ended; absent: none has ended"),
  baseline: pathParam(
    "File of accepted findings, as `sdetkit agent audit baseline` writes it: only new findings count",
  ).optional(),
  exclude: z
    .array(z.string().min(1).max(1024))
    .default([])
    .describe("Paths to leave out, in the syntax of .gitignore, relative to the root"),
});

type Params = z.output<typeof params>;

/** Audits the files of the workspace by the rules of a profile and writes the findings as reports. */
export const repoAudit: Action<Params> = {
  name: "repo.audit",
  summary: "Audits the repository: governance files, secrets, merge conflicts, hidden control characters.",
  params,
  capability: "none",
  idempotent: true,
  needs: (value) => [
    { kind: "read", path: { root: "workspace", path: "" } },
    ...(value.baseline === undefined ? [] : [{ kind: "read" as const, path: logicalPath(value.baseline) }]),
    ...reportPaths(value).map(({ path }) => ({ kind: "write" as const, path })),
  ],
  preview: (value) =>
    [
      `Audit the repository with the ${value.profile} profile (${chosenRules(value).length} rules).`,
      ...reportPaths(value).map(({ path }) => `Write ${formatLogicalPath(path)}`),
    ].join("\n"),
  async execute(value, context) {
    const audit = await auditRepository(context.files, {
      profile: value.profile,
      rules: chosenRules(value),
      source: await context.source(),
      exclude: value.exclude,
      signal: context.signal,
      ...(value["as-of"] === undefined ? {} : { asOf: value["as-of"] }),
      ...(value.baseline === undefined ? {} : { baseline: await readBaselineFile(value.baseline, context) }),
    });
    // As they are, and not only as a format escapes them.
    const { findings, suppressed, skipped, omitted } = audit;
    refuseVariables(
      { findings, suppressed, skipped, omitted },
      formatLogicalPath(logicalPath(value.output)),
      context.redactor,
    );
    const artifacts: Artifact[] = [];
    for (const { format, path } of reportPaths(value)) {
      artifacts.push(await writeReport(context, path, renderReport(format, audit, context.redactor.shapes)));
    }
    return outcome(value, audit, artifacts);
  },
};

function chosenRules(value: Params): readonly Rule[] {
  const ofProfile = rules.filter(({ profiles }) => profiles.includes(value.profile));
  return value.rules ? selectRules(ofProfile, value.rules) : ofProfile;
}

async function readBaselineFile(path: string, { files }: ActionContext): Promise<Baseline> {
  const text = Buffer.from(await files.read(logicalPath(path))).toString("utf8");
  return parseBaseline(text, path);
}

function reportPaths(value: Params): { format: ReportFormat; path: LogicalPath }[] {
  const folder = logicalPath(value.output);
  return [...new Set(value.formats)].sort(byCodeUnits).map((format) => {
    const name = reportFiles[format];
    return { format, path: { root: folder.root, path: folder.path === "" ? name : `${folder.path}/${name}` } };
  });
}

async function writeReport(context: ActionContext, path: LogicalPath, text: string): Promise<Artifact> {
  refuseVariables(text, formatLogicalPath(path), context.redactor);
  const { sha256, bytes } = await context.files.write(path, text);
  await context.blobs.put(text);
  return { name: path.path, path: formatLogicalPath(path), sha256, bytes, volatile: false };
}

function outcome(value: Params, audit: Audit, artifacts: readonly Artifact[]): ActionResult {
  const summary = summarise(audit);
  const threshold = value["fail-on"];
  const gate = judgeGate(audit, threshold);
  const result = {
    outputs: { ...summary, profile: value.profile, ...gate } as { readonly [name: string]: Json },
    artifacts,
    volatile: {},
  };
  if (threshold === "none" || gate.passed) return { status: "succeeded", ...result };
  const message = `Expected no finding of severity ${threshold} or worse, found ${gate.blocking}. Mend them, or set fail-on: none to only report them.`;
  return { status: "failed", failure: { code: "audit-findings", message }, ...result };
}
