/** A closed object whose every property is required, except those named optional. */
function closed(properties: { readonly [name: string]: object }, optional: readonly string[] = []): object {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: "object", properties, required, additionalProperties: false };
}

const message = closed({ text: { type: "string", minLength: 1 } });
const level = { enum: ["error", "warning", "note", "none"] };
const location = closed({
  physicalLocation: closed(
    {
      artifactLocation: closed({ uri: { type: "string", format: "uri-reference" }, uriBaseId: { const: "%SRCROOT%" } }),
      region: closed(
        {
          startLine: { type: "integer", minimum: 1 },
          startColumn: { type: "integer", minimum: 1 },
          endLine: { type: "integer", minimum: 1 },
          endColumn: { type: "integer", minimum: 1 },
        },
        ["startColumn", "endLine", "endColumn"],
      ),
    },
    ["region"],
  ),
});

/** The part of SARIF 2.1.0 that audits use, stricter than the standard: nothing may be missing and nothing else may appear. */
export const sarifSchema = closed({
  $schema: { type: "string", format: "uri" },
  version: { const: "2.1.0" },
  runs: {
    type: "array",
    minItems: 1,
    maxItems: 1,
    items: closed({
      tool: closed({
        driver: closed({
          name: { type: "string" },
          semanticVersion: { type: "string", pattern: "^\\d+\\.\\d+\\.\\d+$" },
          rules: {
            type: "array",
            uniqueItems: true,
            items: closed({
              id: { type: "string", pattern: "^[a-z-]+$" },
              shortDescription: message,
              fullDescription: message,
              help: closed({ text: { type: "string", minLength: 1 }, markdown: { type: "string", minLength: 1 } }),
              defaultConfiguration: closed({ level }),
              properties: closed(
                {
                  tags: { type: "array", uniqueItems: true, items: { type: "string" } },
                  "security-severity": { type: "string", pattern: "^(?:10|[0-9])\\.[0-9]$" },
                },
                ["security-severity"],
              ),
            }),
          },
        }),
      }),
      columnKind: { enum: ["utf16CodeUnits", "unicodeCodePoints"] },
      originalUriBaseIds: closed({ "%SRCROOT%": closed({ description: message }) }),
      invocations: {
        type: "array",
        items: closed({
          executionSuccessful: { type: "boolean" },
          toolExecutionNotifications: {
            type: "array",
            items: closed({ level, message, locations: { type: "array", items: location } }),
          },
        }),
      },
      results: {
        type: "array",
        items: closed(
          {
            ruleId: { type: "string" },
            ruleIndex: { type: "integer", minimum: 0 },
            level,
            message,
            locations: { type: "array", minItems: 1, items: location },
            partialFingerprints: closed({
              primaryLocationLineHash: { type: "string", pattern: "^[0-9a-f]{16}:1$" },
              "sdetkitAudit/v2": { type: "string", pattern: "^[0-9a-f]{64}$" },
            }),
            suppressions: {
              type: "array",
              minItems: 1,
              items: closed(
                {
                  kind: { enum: ["inSource", "external"] },
                  status: { const: "accepted" },
                  justification: { type: "string", minLength: 1 },
                },
                ["justification"],
              ),
            },
          },
          ["suppressions"],
        ),
      },
      properties: closed({ profile: { enum: ["default", "strict"] } }),
    }),
  },
});
