import type { Json, JsonObject } from "@sdetkit/core";
import type { Audit, Omitted, Skipped } from "./audit-repository.ts";
import type { Finding } from "./finding.ts";
import { RULES_VERSION } from "./registry.ts";
import type { Rule } from "./rule.ts";

const SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/** The audit as a SARIF 2.1.0 log with one run. Places are relative to `%SRCROOT%` (section 3.14.14). */
export function sarifReport(audit: Audit): JsonObject {
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
              ...audit.skipped.filter(({ reason }) => reason !== "binary").map(notification),
              ...audit.omitted.filter(({ stopped_at }) => stopped_at !== null).map(stopNotification),
            ],
          },
        ],
        results: audit.findings.map((finding) => result(finding, index.get(finding.rule) ?? -1)),
        properties: { profile: audit.profile },
      },
    ],
  };
}

function descriptor(rule: Rule): Json {
  return {
    id: rule.id,
    shortDescription: { text: rule.title },
    fullDescription: { text: rule.help },
    help: { text: rule.help },
    defaultConfiguration: { level: rule.severity },
    properties: { tags: [rule.category] },
  };
}

function result(finding: Finding, ruleIndex: number): Json {
  const region: JsonObject =
    finding.line === null
      ? {}
      : { region: { startLine: finding.line, ...(finding.column === null ? {} : { startColumn: finding.column }) } };
  return {
    ruleId: finding.rule,
    ruleIndex,
    level: finding.severity,
    message: { text: finding.message },
    locations: [{ physicalLocation: { artifactLocation: location(finding.path), ...region } }],
    partialFingerprints: { "sdetkitAudit/v1": finding.fingerprint },
  };
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

/** A relative URI reference (RFC 3986): every character of a name that is not unreserved is percent-encoded. */
function location(path: string): JsonObject {
  const uri = path.toWellFormed().split("/").map(encodeURIComponent).join("/");
  return { uri, uriBaseId: "%SRCROOT%" };
}
