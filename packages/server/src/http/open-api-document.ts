import { z } from "zod";
import { takesKey, writes } from "../api/operation-traits.ts";
import { OPERATIONS } from "../api/registry.ts";
import { REQUEST_HEADERS } from "../api/request-headers.ts";
import { API, type OperationId, ROUTES } from "../api/routes.ts";
import type { OperationSpec } from "../api/types.ts";
import { runMessage } from "../api/views/run-message.ts";
import { usualProblems } from "./common-problems.ts";
import { problemDocument } from "./problem-schema.ts";

type Schema = { [key: string]: unknown };

const RETRY_AFTER = { "Retry-After": { description: "Seconds to wait.", schema: { type: "integer" } } };

/** The OpenAPI 3.1 document of the API, made of the schemas that requests are checked with. */
export function openApiDocument(version: string) {
  const schemas: { [name: string]: Schema } = {};
  const paths: { [path: string]: { [method: string]: unknown } } = {};
  const schemaOf = (schema: z.ZodType, io: "input" | "output") => convert(schema, io, schemas);
  const problem = schemaOf(problemDocument, "output");
  // What the data of each server-sent event is: no operation answers with it as a whole.
  schemaOf(runMessage, "output");
  for (const id of Object.keys(ROUTES) as OperationId[]) {
    const [method, path] = ROUTES[id];
    const spec: OperationSpec = OPERATIONS[id];
    const { params, query, body, success = {} } = spec;
    const { status = 200, types = ["application/json"] } = success;
    const own = paths[API + path] ?? {};
    paths[API + path] = own;
    const headers = [
      ...(spec.headers ?? []).map((name) => REQUEST_HEADERS[name]),
      ...(writes(spec) ? [] : [{ name: "If-None-Match", description: "ETags of the known content." }]),
      ...(takesKey(spec)
        ? [
            {
              name: "Idempotency-Key",
              description: "A repeated request with the same key returns the same response and has no second effect.",
            },
          ]
        : []),
    ];
    own[method] = {
      operationId: id,
      summary: spec.summary,
      description: [spec.description, `Scope: \`${spec.scope}\`.`].filter(Boolean).join("\n\n"),
      tags: [id.split(".")[0]],
      security: [{ token: [spec.scope] }],
      parameters: [
        ...parameters(params, "path", schemaOf),
        ...parameters(query, "query", schemaOf),
        ...headers.map(({ name, description }) => ({ name, in: "header", description, schema: { type: "string" } })),
      ],
      ...(body === undefined
        ? {}
        : { requestBody: { required: true, content: { "application/json": { schema: schemaOf(body, "input") } } } }),
      responses: {
        [status]: {
          description: status === 204 ? "Done." : spec.summary,
          ...(status === 204 ? {} : { content: contentOf(spec, types, schemaOf) }),
        },
        ...(spec.headers?.includes("range")
          ? { 206: { description: "The range.", content: contentOf(spec, types, schemaOf) } }
          : {}),
        ...(writes(spec) ? {} : { 304: { description: "The known content is still current." } }),
        ...Object.fromEntries(
          Object.entries(usualProblems(spec)).map(([code, codes]) => [
            code,
            {
              description: codes.map((each) => `\`${each}\``).join(", "),
              ...(code === "429" || code === "503" ? { headers: RETRY_AFTER } : {}),
              content: { "application/problem+json": { schema: problem } },
            },
          ]),
        ),
      },
    };
  }
  return {
    openapi: "3.1.1",
    info: {
      title: "sdetkit AgentOS",
      version,
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
      description:
        "Governed automation for many tenants. A token belongs to one tenant, and every request acts on that tenant.",
    },
    servers: [{ url: "/" }],
    security: [{ token: [] }],
    paths,
    components: {
      schemas: Object.fromEntries(Object.entries(schemas).sort(([a], [b]) => (a < b ? -1 : 1))),
      securitySchemes: { token: { type: "http", scheme: "bearer", description: "A token of the server: `sdk_…`." } },
    },
  };
}

function contentOf(
  spec: OperationSpec,
  types: readonly string[],
  schemaOf: (schema: z.ZodType, io: "output") => Schema,
): Schema {
  const schema = (type: string): Schema => {
    if (type === "application/json") return schemaOf(spec.reply, "output");
    // Bytes have no type in JSON Schema (OpenAPI 3.1, 4.8.14.3).
    return type.startsWith("text/") || type === "application/jsonl" ? { type: "string" } : {};
  };
  return Object.fromEntries(types.map((type) => [type, { schema: schema(type) }]));
}

function parameters(
  schema: z.ZodObject | undefined,
  place: "path" | "query",
  schemaOf: (schema: z.ZodType, io: "input") => Schema,
): object[] {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = schemaOf(schema, "input") as {
    properties?: { [name: string]: Schema };
    required?: readonly string[];
  };
  return Object.entries(properties).map(([name, { description, ...rest }]) => {
    const about = description === undefined ? {} : { description };
    return { name, in: place, required: required.includes(name), ...about, schema: rest };
  });
}

/** A schema as JSON Schema 2020-12; those that have a name go to the components, and what differs under one name is a defect. */
function convert(schema: z.ZodType, io: "input" | "output", named: { [name: string]: Schema }): Schema {
  const whole = z.toJSONSchema(z.object({ it: schema }), { io, unrepresentable: "throw" }) as Schema;
  const { $defs = {}, properties } = whole as { $defs?: { [name: string]: Schema }; properties: { it: Schema } };
  for (const [name, definition] of Object.entries($defs)) {
    const own = rewritten(definition) as Schema;
    const known = named[name];
    if (known !== undefined && JSON.stringify(known) !== JSON.stringify(own)) {
      throw new Error(`two schemas are called ${name}`);
    }
    named[name] = own;
  }
  return rewritten(properties.it) as Schema;
}

function rewritten(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(rewritten);
  if (typeof value !== "object" || value === null) return value;
  // What zod adds of its own: the name of a schema, and that a list is not changed, which says nothing to a client.
  const entries = Object.entries(value).filter(
    ([key, inner]) => !((key === "id" && typeof inner === "string") || (key === "readOnly" && inner === true)),
  );
  return Object.fromEntries(
    entries.map(([key, inner]) => [
      key,
      key === "$ref" && typeof inner === "string"
        ? inner.replace("#/$defs/", "#/components/schemas/")
        : key === "examples" || key === "default"
          ? inner
          : rewritten(inner),
    ]),
  );
}
