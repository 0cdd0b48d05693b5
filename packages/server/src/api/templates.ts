import { parseTemplateRef } from "@sdetkit/core";
import { findTemplate } from "@sdetkit/runtime";
import { z } from "zod";
import { defineOperation } from "./define-operation.ts";
import { pageOfAll } from "./paging.ts";
import { notFound, problem } from "./problems.ts";
import { identifier, paging, sha256 } from "./views/shapes.ts";
import { summaryOf, templateOf, templatePage, templateView } from "./views/template.ts";

const workspace = z.string().min(1).max(63).describe("Name of the workspace that holds the templates.");
const templateParam = z.strictObject({ template: identifier("Id of a template.", "repo-health-audit") });
const templateRef = z.strictObject({
  template: identifier("Id of a template, or `builtin:ID` for exactly the built-in one.", "builtin:repo-health-audit"),
});

export const listTemplates = defineOperation(
  {
    id: "templates.list",
    summary: "List templates",
    description:
      "The templates available in a workspace: its own take precedence over the tenant's, and those over the built-in ones.",
    scope: "templates:read",
    query: z.strictObject({ ...paging, workspace }),
    reply: templatePage,
    problems: { 409: ["workspace-not-ready"], 422: ["unknown-workspace"] },
  },
  async ({ query }, call) => {
    const { templates, broken } = await call.services.templates.catalogue(call.tx, call.caller.tenant, query.workspace);
    const page = await pageOfAll(query, call, templates.map(summaryOf), ({ id }) => id);
    const first = query.cursor === undefined;
    const wrong = broken.map(({ source: { origin, file }, diagnostics }) => ({ origin, file, diagnostics }));
    return { body: { ...page, broken: first ? wrong : [] } };
  },
);

export const getTemplate = defineOperation(
  {
    id: "templates.get",
    summary: "Show a template",
    scope: "templates:read",
    params: templateRef,
    query: z.strictObject({ workspace }),
    reply: templateView,
    problems: { 409: ["workspace-not-ready"] },
  },
  async ({ params, query }, { services, tx, caller }) => {
    const catalogue = await services.templates.catalogue(tx, caller.tenant, query.workspace);
    const ref = parseTemplateRef(params.template);
    const template = ref === null ? undefined : findTemplate(ref, catalogue);
    return template ? { body: templateOf(template) } : notFound;
  },
);

export const putTemplate = defineOperation(
  {
    id: "templates.put",
    summary: "Store a template of the tenant",
    description:
      "Replaces a template with the same id. An invalid template is refused with its diagnostics and not stored.",
    scope: "templates:write",
    credentials: "handled",
    body: z
      .strictObject({
        source: z
          .string()
          .min(1)
          .max(256 * 1024)
          .describe("The YAML."),
      })
      .meta({ id: "TemplateSource" }),
    reply: z.strictObject({ id: z.string(), digest: sha256 }),
    problems: { 422: ["invalid-template", "secret-in-template", "too-many-templates"] },
  },
  async ({ body }, { services, tx, caller }) => {
    const stored = await services.templates.put(tx, caller, body.source);
    if (!("diagnostics" in stored)) return { body: { id: stored.id, digest: stored.digest } };
    const detail = "expected a valid template, got one with errors";
    return { problem: problem("invalid-template", detail, { diagnostics: stored.diagnostics }) };
  },
);

export const removeTemplate = defineOperation(
  {
    id: "templates.remove",
    summary: "Remove a template of the tenant",
    description: "Does not affect templates in workspaces and built-in ones.",
    scope: "templates:write",
    params: templateParam,
    reply: z.null(),
    success: { status: 204 },
  },
  async ({ params }, { services, tx, caller }) =>
    (await services.templates.remove(tx, caller, params.template)) ? { body: null } : notFound,
);
