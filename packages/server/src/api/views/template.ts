import type { Step, Template } from "@sdetkit/core";
import { z } from "zod";
import { diagnostic } from "./diagnostic.ts";
import { json, jsonMap, list, page, sha256 } from "./shapes.ts";

const summary = {
  id: z.string(),
  version: z.string(),
  title: z.string(),
  description: z.string(),
  owner: z.string(),
  tags: list(z.string()),
  digest: sha256.describe("SHA-256 of the source."),
  origin: z.string().describe("`workspace` takes precedence over the tenant's own (`pack`), and that over `builtin`."),
  file: z.string(),
};

/** A template as lists show it. */
export const templateSummary = z.strictObject(summary).meta({ id: "TemplateSummary" });

/** What can be run in a workspace, and what is wrong with the rest. */
export const templatePage = z.strictObject({
  ...page(templateSummary).shape,
  broken: list(z.strictObject({ origin: z.string(), file: z.string(), diagnostics: list(diagnostic) })).describe(
    "Invalid templates; on the first page only.",
  ),
});

const step = z.strictObject({
  id: z.string(),
  name: z.string(),
  action: z.string(),
  with: jsonMap,
  needs: list(z.string()),
  if: z.string().nullable(),
  env: z.record(z.string(), z.string()).readonly(),
  timeout_minutes: z.number().nullable(),
  retry: z.strictObject({ max: z.int(), delay_seconds: z.number() }),
  continue_on_error: z.boolean(),
  approval: z
    .strictObject({ reason: z.string(), approvers: list(z.string()), count: z.int(), expires_hours: z.number() })
    .nullable(),
});

/** A template with everything that it declares. */
export const templateView = z
  .strictObject({
    ...summary,
    inputs: z
      .record(
        z.string(),
        z.strictObject({
          type: z.enum(["string", "number", "boolean", "enum", "list"]),
          default: json.optional(),
          required: z.boolean(),
          description: z.string(),
          pattern: z.string().exactOptional(),
          enum: list(z.string()).exactOptional(),
        }),
      )
      .readonly(),
    permissions: z.strictObject({
      write: list(z.string()),
      shell: list(list(z.string())),
      network: z.boolean(),
    }),
    workflow: list(step),
    outputs: jsonMap,
    source: z.string().describe("The YAML source, as written."),
  })
  .meta({ id: "Template" });

/** The template as lists show it. */
export function summaryOf(template: Template): z.input<typeof templateSummary> {
  const { id, version, title, description, owner, tags, digest, source } = template;
  return { id, version, title, description, owner, tags, digest, origin: source.origin, file: source.file };
}

/** The whole template. */
export function templateOf(template: Template): z.input<typeof templateView> {
  const { inputs, permissions, workflow, outputs, source } = template;
  return {
    ...summaryOf(template),
    inputs: Object.fromEntries(Object.entries(inputs).map(([name, { place: _, ...spec }]) => [name, spec])),
    permissions,
    workflow: workflow.map(stepOf),
    outputs,
    source: source.text,
  };
}

function stepOf({ id, name, action, needs, env, retry, continueOnError, approval, ...rest }: Step) {
  return {
    id,
    name,
    action,
    with: rest.with,
    needs,
    if: rest.if ?? null,
    env,
    timeout_minutes: rest.timeoutMinutes ?? null,
    retry: { max: retry.max, delay_seconds: retry.delaySeconds },
    continue_on_error: continueOnError,
    approval: approval
      ? {
          reason: approval.reason,
          approvers: approval.approvers,
          count: approval.count,
          expires_hours: approval.expiresHours,
        }
      : null,
  };
}
