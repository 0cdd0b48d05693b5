import { z } from "zod";
import { OPERATIONS } from "../../../packages/server/src/api/registry.ts";
import { type OperationId, ROUTES } from "../../../packages/server/src/api/routes.ts";
import type { Operation } from "../../../packages/server/src/api/types.ts";
import type { FullTenant, Names } from "./full-tenant.ts";

type Kind = keyof Names;

/** One place of a request that names something. */
export interface Slot {
  readonly part: "params" | "query" | "body";
  readonly field: string;
  readonly kind: Kind;
}

/** An operation as it is asked. */
export interface Request {
  readonly params: { readonly [name: string]: string };
  readonly query: { readonly [name: string]: string };
  readonly body: { readonly [name: string]: unknown } | undefined;
}

/** Fields of any operation's input that name something, and what. */
const NAMING: { readonly [field: string]: Kind } = {
  run: "run",
  sha256: "sha256",
  template: "template",
  approval: "approval",
  digest: "digest",
  schedule: "schedule",
  workspace: "workspace",
  conversation: "conversation",
  delivery: "delivery",
  account: "account",
  requester: "account",
  token: "token",
  channel: "channel",
  tenant: "tenant",
  task: "task",
  source: "source",
  external: "external",
  button: "button",
};
/** What `name` is in the body of a family of operations: two tenants may use the same. */
const NAMED: { readonly [family: string]: Kind } = {
  accounts: "account",
  tokens: "tokenName",
  channels: "channel",
  schedules: "scheduleName",
  workspaces: "workspace",
  "platform.tenants": "tenant",
  "platform.workspaces": "workspace",
  "platform.tokens": "tokenName",
};
/** Texts that name nothing which a tenant could have. `cursor` has a test of its own. */
const PLAIN = new Set([
  ...["cursor", "since", "until", "why", "cron", "time_zone", "kind", "role", "answer", "state", "status", "format"],
  ...["quotas", "payload", "type", "catch_up", "url", "ref", "folder", "user", "text", "config", "expires_at"],
  // One-time codes and tokens are found by who calls, and looked for nowhere else.
  ...["code", "holder"],
]);

interface Schema {
  readonly $ref?: string;
  readonly $defs?: { readonly [name: string]: Schema };
  readonly type?: string | readonly string[];
  readonly properties?: { readonly [name: string]: Schema };
  readonly required?: readonly string[];
  readonly examples?: readonly unknown[];
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly minimum?: number;
}

/** What is described elsewhere in the same document is put in its place. */
function schemaOf(type: z.ZodType | undefined): Schema {
  if (type === undefined) return {};
  const whole = z.toJSONSchema(type, { io: "input", unrepresentable: "any" }) as Schema;
  const resolved = (schema: Schema): Schema =>
    schema.$ref === undefined ? schema : resolved(whole.$defs![schema.$ref.replace("#/$defs/", "")]!);
  const root = resolved(whole);
  const fields = Object.entries(root.properties ?? {}).map(([name, field]) => [name, resolved(field)]);
  return { ...root, properties: Object.fromEntries(fields) };
}

/** Every operation: those that read first, and last those in whose body something is named: they may make it one's own. */
export const OPERATION_IDS = (Object.keys(ROUTES) as OperationId[]).sort((a, b) => rank(a) - rank(b));

function rank(id: OperationId): number {
  if (ROUTES[id][0] === "get") return 0;
  return names(id) ? 2 : 1;
}

/** Whether an operation's body names something. */
export function names(id: OperationId): boolean {
  return slotsOf(id).some(({ part }) => part === "body");
}

/** The places of an operation's input that name something. An error for a text of which nobody said whether it does. */
export function slotsOf(id: OperationId): Slot[] {
  const operation: Operation = OPERATIONS[id];
  const slots: Slot[] = [];
  for (const part of ["params", "query", "body"] as const) {
    for (const [field, schema] of Object.entries(schemaOf(operation[part]).properties ?? {})) {
      const text = schema.type === "string" || schema.type === undefined;
      const kind = part === "body" && field === "name" ? NAMED[id.replace(/\.[^.]*$/, "")] : NAMING[field];
      if (kind !== undefined) slots.push({ part, field, kind });
      else if (text && !PLAIN.has(field) && schema.enum === undefined) {
        throw new Error(
          `${id}: say in NAMING or PLAIN of test/server/harness/swaps.ts whether ${field} names something`,
        );
      }
    }
  }
  return slots;
}

/** A request of a tenant for what is its own. Of the query there is what has to be, and what `more` names. */
export function requestOf(id: OperationId, own: FullTenant, more?: Slot): Request {
  const operation: Operation = OPERATIONS[id];
  const fields = (part: Slot["part"]) => {
    const { properties = {}, required = [], examples = [] } = schemaOf(operation[part]);
    const example = (examples[0] ?? {}) as { readonly [name: string]: unknown };
    const wanted = part === "body" ? Object.keys(properties) : [...required];
    const optional = (name: string) => !required.includes(name) && !(name in example);
    const made = wanted
      .filter((name) => part !== "body" || examples.length === 0 || !optional(name))
      .map((name) => [name, example[name] ?? plainValue(name, properties[name]!, own)]);
    return Object.fromEntries(made) as { [name: string]: unknown };
  };
  const [params, query, body] = [fields("params"), fields("query"), fields("body")];
  const parts = { params, query, body };
  for (const { part, field, kind } of slotsOf(id)) {
    if (field in parts[part] || (more?.part === part && more.field === field)) parts[part][field] = own.names[kind];
  }
  if ("inputs" in body) body["inputs"] = {};
  if ("scopes" in body) body["scopes"] = ["runs:read"];
  if (id === "channels.add") {
    const { workspace, task } = own.names;
    Object.assign(body, { settings: { workspace, task }, secrets: { bearerSecret: "b".repeat(32) } });
  }
  return { params, query, body: operation.body === undefined ? undefined : body } as Request;
}

function plainValue(name: string, { enum: values, default: usual, type, minimum }: Schema, own: FullTenant): unknown {
  if (values) return values[0];
  if (usual !== undefined) return usual;
  if (name === "config") return JSON.stringify({ version: 1 });
  if (type === "boolean") return false;
  if (type === "integer" || type === "number") return minimum ?? 1;
  if (type === "object") return {};
  return own.word;
}

/** The request with another value in one place. */
export function swapped(request: Request, { part, field }: Slot, value: string): Request {
  return { ...request, [part]: { ...request[part], [field]: value } };
}

/** Method, path below `/api/v1`, and body. */
export function asHttp(id: OperationId, { params, query, body }: Request): [string, string, unknown] {
  const [method, path] = ROUTES[id];
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ""));
  const search = new URLSearchParams(query).toString();
  return [method.toUpperCase(), search === "" ? filled : `${filled}?${search}`, body];
}
