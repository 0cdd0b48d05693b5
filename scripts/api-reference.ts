import { openApiDocument } from "../packages/server/src/http/open-api-document.ts";
import type { Schema } from "./json-schema.ts";
import { code, table } from "./markdown.ts";

interface Content {
  readonly [type: string]: { readonly schema: Schema };
}

interface Described {
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly parameters: readonly {
    readonly name: string;
    readonly in: "path" | "query" | "header";
    readonly required?: boolean;
    readonly description?: string;
    readonly schema: Schema;
  }[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: { readonly [status: string]: { readonly description: string; readonly content?: Content } };
}

/** Problems that every operation, or every one that takes a body or names something, may answer: said once. */
const EVERYWHERE: { readonly [status: string]: readonly string[] } = {
  400: ["invalid-query", "malformed-json", "too-deep", "body-incomplete", "invalid-idempotency-key"],
  401: ["unauthenticated"],
  403: ["scope-missing", "tenant-not-active", "foreign-origin"],
  404: ["not-found"],
  413: ["body-too-large"],
  415: ["unsupported-content"],
  421: ["unknown-host"],
  422: ["invalid-body", "idempotency-key-reused"],
  429: ["rate-limited"],
  500: ["internal"],
  503: ["database-away", "database-full"],
};

const INTRODUCTION = `The REST API of \`sdetkit agent serve\`, below \`/api/v1\`. A server describes it for programs as OpenAPI 3.1 under
\`/api/v1/openapi.json\`, made of the schemas that it checks requests with.

- **Who calls.** \`Authorization: Bearer sdk_…\`. A token belongs to one tenant, and everything acts on that one; each operation
  needs one scope. Without a valid token: 401; without the scope: 403, before anything else is checked.
- **Bodies** are JSON (\`Content-Type: application/json\`), and no name in them is passed over: what is not known is refused with 422.
- **Refusals** are problem documents (RFC 9457, \`application/problem+json\`): \`code\` is stable and for programs ([all of them](faults.md)), \`detail\` and \`remedy\` are
  for people, \`errors\` names each place. What is not there is one and the same 404, whether it was never made, was removed, or is
  another tenant's.
- **Lists** come in pages: \`{"items": […], "next": "…"}\`; \`next\` is the \`cursor\` of the page after, and is in the \`Link\` header too.
- **\`Idempotency-Key\`** makes asking again safe: the same key with the same request gives the same answer, with
  \`Idempotency-Replayed: true\`, and does nothing twice. With another request: 422. Operations that do not list the header do
  nothing twice anyway.
- **Later versions** add fields, values of \`state\`, \`status\`, \`code\` and \`kind\`, and operations. A client passes over what it does not know, and takes a run in a
  state that it does not know for one that is not over. \`stopped\` came after 0.1, where such a run was \`waiting\` with a \`problem\`: whoever asks
  for \`?state=waiting\` gets those that wait for an approval alone, \`problem\` is not null as before, and a stream of events ends with \`end\`, so that a client
  of 0.1 ends as well and says what is to be mended.
- **Reading** answers carry an \`ETag\`; with \`If-None-Match\` what is known already is 304.
- **429 and 503** say in \`Retry-After\` how many seconds to wait.

Refusals that may come from any operation that they fit; an operation's own refusals are listed with it:

${table(
  ["status", "codes"],
  Object.entries(EVERYWHERE).map(([status, codes]) => [status, codes.map(code).join(", ")]),
)}`;

/** The page of the API, from the same document that a server gives. */
export function apiReference(generated: string): string {
  const { paths, components } = openApiDocument("");
  const families = new Map<string, string[]>();
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(methods) as [string, Described][]) {
      const family = operation.tags[0]!;
      families.set(family, [...(families.get(family) ?? []), operationSection(method, path, operation)]);
    }
  }
  const named = Object.entries(components.schemas) as [string, Schema][];
  return `${[
    generated,
    "# REST API",
    INTRODUCTION,
    ...[...families].flatMap(([family, sections]) => [`## Operations: ${family}`, ...sections]),
    "## Objects",
    ...named.map(([name, schema]) => schemaSection(name, schema)),
  ].join("\n\n")}\n`;
}

function operationSection(method: string, path: string, operation: Described): string {
  const { operationId, summary, description, parameters, requestBody, responses } = operation;
  const rows = parameters
    .filter(({ name }) => name !== "If-None-Match" && name !== "Idempotency-Key")
    .map(({ name, in: place, required, description: about, schema }) => [
      code(name),
      place,
      shape(schema),
      schema.default === undefined ? (required ? "required" : "") : code(JSON.stringify(schema.default)),
      about ?? "",
    ]);
  const body = requestBody?.content["application/json"]?.schema;
  const [status, success] = Object.entries(responses)[0]!;
  const keyed = parameters.some(({ name }) => name === "Idempotency-Key");
  const problems = Object.entries(responses).flatMap(([status, { description: codes }]) => {
    const own = codes.split(", ").filter((each) => !EVERYWHERE[status]?.includes(each.slice(1, -1)));
    return Number(status) >= 400 && own.length > 0 ? [`${status} ${own.join(", ")}`] : [];
  });
  return [
    `### ${operationId}`,
    `\`${method.toUpperCase()} ${path}\``,
    `**${summary}.** ${description.replace("\n\n", " ")}${keyed ? " Takes `Idempotency-Key`." : ""}`,
    ...(rows.length === 0 ? [] : [table(["name", "in", "value", "default", "meaning"], rows)]),
    ...(body === undefined ? [] : [`Body: ${shape(body)}.`, ...inline(body)]),
    `Answers ${status}: ${answerOf(success.content)}.`,
    ...(problems.length === 0 ? [] : [`Refusals of its own: ${problems.join(" · ")}.`]),
  ].join("\n\n");
}

function answerOf(content: Content | undefined): string {
  if (content === undefined) return "nothing";
  return Object.entries(content)
    .map(([type, { schema }]) => (type === "application/json" ? shape(schema) : code(type)))
    .join(", ");
}

/** The properties of an object that has no name. */
function inline(schema: Schema): string[] {
  return schema.$ref === undefined && schema.properties ? [propertyTable(schema)] : [];
}

function schemaSection(name: string, schema: Schema): string {
  const variants = schema.oneOf ?? schema.anyOf;
  const parts = variants ? variants.flatMap((each) => [shape(each), ...inline(each)]) : inline(schema);
  const described = schema.description === undefined ? [] : [schema.description];
  return [`### ${name}`, ...described, ...(parts.length === 0 ? [`${shape(schema)}.`] : parts)].join("\n\n");
}

function propertyTable({ properties = {}, required = [] }: Schema): string {
  const rows = Object.entries(properties).map(([name, schema]) => [
    code(name),
    shape(schema),
    schema.default === undefined
      ? required.includes(name)
        ? ""
        : "may be left out"
      : `default ${code(JSON.stringify(schema.default))}`,
    schema.description ?? "",
  ]);
  return table(["name", "value", "", "meaning"], rows);
}

function shape(schema: Schema): string {
  const { $ref, type } = schema;
  if ($ref !== undefined) {
    const name = $ref.split("/").at(-1)!;
    return `[${name}](#${name.toLowerCase()})`;
  }
  if (schema.const !== undefined) return code(JSON.stringify(schema.const));
  if (schema.enum) return schema.enum.map((each) => code(String(each))).join(", ");
  const variants = schema.anyOf ?? schema.oneOf;
  if (variants) return variants.map(shape).join(" or ");
  if (Array.isArray(type)) return type.map((each) => shape({ ...schema, type: each as string })).join(" or ");
  switch (type) {
    case "array":
      return `list of ${schema.items ? shape(schema.items) : "values"}`;
    case "object":
      if (schema.properties && Object.keys(schema.properties).length > 0) return objectShape(schema.properties);
      return typeof schema.additionalProperties === "object"
        ? `map of name to ${shape(schema.additionalProperties)}`
        : "object";
    case "string":
      return schema.format === "date-time" ? "instant" : "text";
    case "integer":
      return "whole number";
    case "boolean":
      return "`true` or `false`";
    case "null":
      return "`null`";
    default:
      return type === undefined ? "any value" : String(type);
  }
}

function objectShape({ items, next, ...rest }: { readonly [name: string]: Schema }): string {
  if (items?.items && next) {
    const more = Object.keys(rest).length === 0 ? "" : `, with ${parts(rest)}`;
    return `page of ${shape(items.items)}${more}`;
  }
  return `object with ${parts({ ...(items ? { items } : {}), ...(next ? { next } : {}), ...rest })}`;
}

function parts(properties: { readonly [name: string]: Schema }): string {
  return Object.entries(properties)
    .map(([name, schema]) => `${code(name)} (${shape(schema)})`)
    .join(", ");
}
