import { csvLine, escapeMarkdown } from "@sdetkit/core";
import { z } from "zod";
import { PLATFORM } from "../access/contract.ts";
import { SCOPES } from "../access/roles.ts";
import { defineOperation } from "./define-operation.ts";
import { pageOfAll } from "./paging.ts";
import { issuedToken, scope, tokenView } from "./views/access.ts";
import { identifier, instant, list, page, paging } from "./views/shapes.ts";

const tokenParam = z.strictObject({ token: identifier("Id of a token.", "tok-01JZ8Q4G6T9V2N5X7B3D1F0HKM") });

/** What a token is asked for with, of a tenant or of the platform. */
export const tokenRequest = z
  .strictObject({
    account: z.string().min(1).max(100).describe("Name of the account whose token it is."),
    name: z.string().min(1).max(100).describe("What it is for."),
    scopes: list(scope).exactOptional().describe("All of the account's role when left out."),
    expires_at: z.iso.datetime().nullable().exactOptional().describe("Never when null."),
  })
  .meta({
    id: "TokenRequest",
    examples: [
      { account: "ci", name: "pipeline", scopes: ["runs:read", "runs:write"], expires_at: "2027-01-01T00:00:00Z" },
    ],
  });

/** The request as the room of tokens wants it. */
export function tokenFrom({ account, name, scopes, expires_at }: z.output<typeof tokenRequest>) {
  return {
    account,
    name,
    ...(scopes === undefined ? {} : { scopes }),
    ...(expires_at === undefined ? {} : { expiresAt: expires_at === null ? null : new Date(expires_at) }),
  };
}

export const listTokens = defineOperation(
  {
    id: "tokens.list",
    summary: "List tokens",
    description: "Never their secrets.",
    scope: "tokens:read",
    query: z.strictObject(paging),
    reply: page(tokenView),
  },
  async ({ query }, call) => {
    const all = await call.services.access.tokens(call.tx, call.caller.tenant);
    return {
      body: await pageOfAll(
        "tokens.list",
        query,
        call,
        all,
        ({ id }) => id,
        (each) => each,
      ),
    };
  },
);

export const createToken = defineOperation(
  {
    id: "tokens.create",
    summary: "Create a token",
    description:
      "Its text is shown this once. Scopes beyond the account's role, or beyond the caller's own, are refused.",
    scope: "tokens:write",
    body: tokenRequest,
    reply: issuedToken,
    success: { status: 201 },
    problems: { 403: ["scope-not-allowed"], 422: ["unknown-account", "invalid-expiry"] },
  },
  async ({ body }, { services, tx, caller }) => ({
    body: await services.access.issueToken(tx, caller, tokenFrom(body)),
  }),
);

export const rotateToken = defineOperation(
  {
    id: "tokens.rotate",
    summary: "Replace a token's secret",
    description: "The new one has the same rights; the old one goes on for the overlap.",
    scope: "tokens:write",
    params: tokenParam,
    body: z.strictObject({
      overlap_seconds: z
        .int()
        .min(0)
        .max(30 * 24 * 3600)
        .default(0),
    }),
    reply: issuedToken,
    success: { status: 201 },
    problems: { 403: ["scope-not-allowed"], 409: ["token-not-active"] },
  },
  async ({ params, body }, { services, tx, caller }) => ({
    body: await services.access.rotateToken(tx, caller, params.token, body.overlap_seconds),
  }),
);

export const revokeToken = defineOperation(
  {
    id: "tokens.revoke",
    summary: "Revoke a token",
    description: "It is refused from the next request on, on every replica. Revoking again changes nothing.",
    scope: "tokens:write",
    params: tokenParam,
    reply: tokenView,
  },
  async ({ params }, { services, tx, caller }) => ({
    body: await services.access.revokeToken(tx, caller, params.token),
  }),
);

/** Which account's token may do what: the hand-over document. */
export const showTokenMatrix = defineOperation(
  {
    id: "tokens.matrix",
    summary: "Show who may do what",
    description: "Every token with its account, role, state, expiry, last use and scopes.",
    scope: "tokens:read",
    query: z.strictObject({ format: z.enum(["json", "md", "csv"]).default("json") }),
    reply: z.strictObject({
      scopes: list(scope),
      tokens: list(
        z.strictObject({
          ...tokenView.shape,
          kind: z.enum(["person", "service"]).nullable(),
          role: z.string().nullable(),
          last_used_at: instant.nullable(),
        }),
      ),
    }),
    success: { types: ["application/json", "text/markdown", "text/csv"] },
  },
  async ({ query }, { services, tx, caller }) => {
    const { tenant } = caller;
    const accounts = new Map((await services.access.accounts(tx, tenant)).map((each) => [each.name, each]));
    const scopes = SCOPES.filter((each) => !each.startsWith("platform:") || tenant === PLATFORM);
    const tokens = (await services.access.tokens(tx, tenant)).map((token) => {
      const account = accounts.get(token.account);
      return { ...token, kind: account?.kind ?? null, role: account?.role ?? null };
    });
    if (query.format === "json") return { body: { scopes, tokens } };
    const head = ["token", "account", "kind", "role", "state", "expires", "last used", ...scopes];
    const rows = tokens.map((token) => {
      const { name, account, kind, role, state, expires_at, last_used_at } = token;
      const facts = [name, account, kind ?? "", role ?? "", state, expires_at ?? "never", last_used_at ?? "never"];
      return [...facts, ...scopes.map((each) => (token.scopes.includes(each) ? "x" : ""))];
    });
    if (query.format === "csv") {
      const text = [head, ...rows].map(csvLine).join("");
      return { content: text, headers: { "content-type": "text/csv; charset=utf-8" } };
    }
    return { content: markdown(head, rows), headers: { "content-type": "text/markdown; charset=utf-8" } };
  },
);

function markdown(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(escapeMarkdown).join(" | ")} |`;
  return `${[line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n")}\n`;
}
