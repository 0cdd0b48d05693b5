import { z } from "zod";
import { accessMatrix } from "../control/access/access-matrix.ts";
import { renderMatrix } from "../control/access/render-matrix.ts";
import type { TokenView } from "../control/access/types.ts";
import { defineOperation } from "./define-operation.ts";
import { type AskedPage, type Page, pageOfAll } from "./paging.ts";
import type { Call } from "./types.ts";
import { issuedToken, matrixView, scope, tokenView } from "./views/access.ts";
import { identifier, list, page, paging } from "./views/shapes.ts";

/** Below, what tokens of a tenant and those of the platform have in common: they are the tokens of the caller's tenant. */
const tokenParam = z.strictObject({ token: identifier("Id of a token.", "tok-01JZ8Q4G6T9V2N5X7B3D1F0HKM") });

/** What a token is asked for with. */
const tokenRequest = z
  .strictObject({
    account: z.string().min(1).max(100).describe("Name of the account that the token belongs to."),
    name: z.string().min(1).max(100).describe("Purpose."),
    scopes: list(scope).exactOptional().describe("Defaults to all scopes of the account's role."),
    expires_at: z.iso.datetime().nullable().exactOptional().describe("Null: never."),
  })
  .meta({
    id: "TokenRequest",
    examples: [
      { account: "ci", name: "pipeline", scopes: ["runs:read", "runs:write"], expires_at: "2027-01-01T00:00:00Z" },
    ],
  });

export const issuing = {
  credentials: "refused",
  body: tokenRequest,
  reply: issuedToken,
  success: { status: 201 },
  problems: { 403: ["scope-not-allowed"], 422: ["unknown-account", "invalid-name", "invalid-expiry"] },
} as const;

export async function issueToken({ body }: { body: z.output<typeof tokenRequest> }, { services, tx, caller }: Call) {
  const { account, name, scopes, expires_at } = body;
  const request = {
    account,
    name,
    ...(scopes === undefined ? {} : { scopes }),
    ...(expires_at === undefined ? {} : { expiresAt: expires_at === null ? null : new Date(expires_at) }),
  };
  return { body: await services.access.issueToken(tx, caller, request) };
}

export const revoking = {
  params: tokenParam,
  reply: tokenView,
  problems: { 403: ["scope-not-allowed"], 409: ["last-admin-token"] },
} as const;

export async function revokeNamed({ params }: { params: { token: string } }, { services, tx, caller }: Call) {
  return { body: await services.access.revokeToken(tx, caller, params.token) };
}

export async function pageOfTokens(query: AskedPage, call: Call): Promise<Page<TokenView>> {
  const all = await call.services.access.tokens(call.tx, call.caller.tenant);
  return pageOfAll(query, call, all, (token) => token.id);
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
  async ({ query }, call) => ({ body: await pageOfTokens(query, call) }),
);

export const createToken = defineOperation(
  {
    id: "tokens.create",
    summary: "Create a token",
    description:
      "The token is shown only once. Scopes beyond the account's role, or beyond the caller's own, are refused.",
    scope: "tokens:write",
    ...issuing,
  },
  issueToken,
);

export const claimToken = defineOperation(
  {
    id: "tokens.claim",
    summary: "Claim the token of this request",
    description:
      "Returns a new secret with the same scopes and expiry, which nobody else has seen, and revokes the old one. An account that " +
      "has had a holder requires a token that this holder has claimed, even an expired one.",
    scope: "approvals:decide",
    credentials: { sealed: "/holder" },
    body: z.strictObject({ holder: z.string().max(200).exactOptional() }).meta({ id: "Claim", examples: [{}] }),
    reply: issuedToken,
    success: { status: 201 },
    problems: { 403: ["holder-not-allowed"], 409: ["token-not-active"] },
  },
  async ({ body }, { services, tx, caller }) => ({
    body: await services.access.claimToken(tx, caller, body.holder),
  }),
);

export const rotateToken = defineOperation(
  {
    id: "tokens.rotate",
    summary: "Replace a token's secret",
    description: "The new token has the same scopes; the old one stays valid for the overlap.",
    scope: "tokens:write",
    params: tokenParam,
    credentials: "refused",
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
    description:
      "Takes effect with the next request, on every replica; revoking again changes nothing. Refused for a token with more scopes than the caller, and for the last token that can create others.",
    scope: "tokens:write",
    ...revoking,
  },
  revokeNamed,
);

/** The hand-over document. */
export const showMatrix = defineOperation(
  {
    id: "tokens.matrix",
    summary: "Show the permission matrix",
    description: "Every role, account, and token with its current scopes.",
    scope: "tokens:read",
    query: z.strictObject({ format: z.enum(["json", "md", "csv"]).default("json") }),
    reply: matrixView,
    success: { types: ["application/json", "text/markdown", "text/csv"] },
  },
  async ({ query: { format } }, { services: { access }, tx, caller: { tenant } }) => {
    const matrix = accessMatrix(await access.accounts(tx, tenant), await access.tokens(tx, tenant));
    if (format === "json") return { body: matrix };
    const type = format === "md" ? "text/markdown" : "text/csv";
    return { content: renderMatrix(matrix, format), headers: { "content-type": `${type}; charset=utf-8` } };
  },
);
