import type { Json, JsonObject } from "@sdetkit/core";
import type { Audit } from "../audit-repository.ts";
import type { Finding, SuppressedFinding } from "../finding.ts";
import { RULES_VERSION } from "../registry.ts";
import type { Rule } from "../rule.ts";
import type { Omitted, Skipped } from "../types.ts";
import { ruleMarkdown } from "./rule-markdown.ts";
import { sarifUri } from "./sarif-uri.ts";
import { type WithinLimits, withinSarifLimits } from "./within-sarif-limits.ts";

const SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/** More notifications say no more, and a file with too many of them is refused for its size. */
const MOST_NOTIFICATIONS = 1000;

/**
 * The audit as a SARIF 2.1.0 log with one run, within the limits of GitHub's code scanning. Places are relative to `%SRCROOT%`
 * (section 3.14.14). What is left out is counted in a notification.
 */
export function sarifReport(audit: Audit): JsonObject {
  const within = withinSarifLimits(audit.findings);
  const notifications = [
    ...audit.omitted.filter(({ stopped_at }) => stopped_at !== null).map(stopNotification),
    ...audit.skipped.filter(({ reason }) => reason !== "binary").map(notification),
  ];
  // All or none: what counts is not pushed out by what does not.
  const all = [...within.kept, ...audit.suppressed];
  const suppressed = withinSarifLimits(all).kept.length === all.length ? audit.suppressed : [];
  const index = new Map(audit.rules.map(({ id }, position) => [id, position]));
  return {
    $schema: SCHEMA,
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "sdetkit", semanticVersion: RULES_VERSION, rules: audit.rules.map(descriptor) } },
        columnKind: "utf16CodeUnits",
        originalUriBaseIds: { "%SRCROOT%": { description: { text: "The root of the audited repository." } } },
        invocations: [
          {
            executionSuccessful: true,
            toolExecutionNotifications: [
              ...limitNotifications(within, notifications.length),
              ...notifications.slice(0, MOST_NOTIFICATIONS),
            ],
          },
        ],
        results: [
          ...within.kept.map((finding) => result(finding, index.get(finding.rule) ?? -1)),
          ...suppressed.map((finding) => ({
            ...result(finding, index.get(finding.rule) ?? -1),
            suppressions: [suppression(finding)],
          })),
        ],
        properties: { profile: audit.profile },
      },
    ],
  };
}

function descriptor(rule: Rule): Json {
  const { securitySeverity } = rule;
  const security = securitySeverity === undefined ? {} : { "security-severity": securitySeverity.toFixed(1) };
  return {
    id: rule.id,
    shortDescription: { text: rule.title },
    fullDescription: { text: rule.protects },
    help: { text: `${rule.protects} ${rule.fix}`, markdown: ruleMarkdown(rule) },
    defaultConfiguration: { level: rule.severity },
    properties: { tags: securitySeverity === undefined ? [rule.category] : [rule.category, "security"], ...security },
  };
}

/** Section 3.35. */
function suppression({ suppression: { kind, reason } }: SuppressedFinding): JsonObject {
  return { kind, status: "accepted", ...(reason === null ? {} : { justification: reason }) };
}

function result(finding: Finding, ruleIndex: number): JsonObject {
  return {
    ruleId: finding.rule,
    ruleIndex,
    level: finding.severity,
    message: { text: finding.message },
    locations: [{ physicalLocation: { artifactLocation: location(finding.path), ...region(finding) } }],
    partialFingerprints: {
      // The one that GitHub matches alerts by; left out, it would make one of the text of the lines.
      primaryLocationLineHash: `${finding.fingerprint.slice(0, 16)}:1`,
      "sdetkitAudit/v2": finding.fingerprint,
    },
  };
}

/** Section 3.30: `endColumn` is exclusive, as ours is. */
function region({ line, column, end }: Finding): JsonObject {
  if (line === null) return {};
  const start = { startLine: line, ...(column === null ? {} : { startColumn: column }) };
  return { region: { ...start, ...(end === null ? {} : { endLine: end.line, endColumn: end.column }) } };
}

function limitNotifications({ kept, left }: WithinLimits, notifications: number): Json[] {
  const missing = left.error + left.warning + left.note;
  const counts = `${left.error} errors, ${left.warning} warnings, ${left.note} notes`;
  const texts = [
    missing > 0 &&
      `Of ${kept.length + missing} results ${missing} are missing here (${counts}), since code scanning takes no more: audit.json has all of them`,
    notifications > MOST_NOTIFICATIONS &&
      `Of ${notifications} notifications only the first ${MOST_NOTIFICATIONS} are here: audit.json has all that was not looked at`,
  ];
  return texts.flatMap((text) => (text === false ? [] : [{ level: "warning", message: { text } }]));
}

function notification({ path, bytes, reason, rule }: Skipped): Json {
  const what = rule === null ? `Not looked at (${reason}, ${bytes} bytes)` : `The rule ${rule} gave up on this file`;
  return {
    level: "note",
    message: { text: `${what}: ${path}` },
    locations: [{ physicalLocation: { artifactLocation: location(path) } }],
  };
}

function stopNotification({ path, rule, stopped_at }: Omitted): Json {
  const from = stopped_at && `line ${stopped_at.line}, column ${stopped_at.column}`;
  return {
    level: "note",
    message: { text: `The rule ${rule} fired so often that it was stopped at ${from}: ${path}` },
    locations: [{ physicalLocation: { artifactLocation: location(path) } }],
  };
}

function location(path: string): JsonObject {
  return { uri: sarifUri(path), uriBaseId: "%SRCROOT%" };
}
