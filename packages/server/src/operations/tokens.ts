import { z } from "zod";
import { accessMatrix } from "../access/access-matrix.ts";
import { renderMatrix } from "../access/render-matrix.ts";
import { defineOperation } from "./define-operation.ts";
import { pageOfAll } from "./paging.ts";
import { issuedToken, matrixView, scope, tokenView } from "./views/access.ts";
import { identifier, list, page, paging } from "./views/shapes.ts";

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
    problems: {
      403: ["beyond-own-scopes"],
      422: ["unknown-account", "invalid-name", "invalid-scopes", "invalid-expiry"],
    },
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
    problems: { 403: ["beyond-own-scopes"], 409: ["token-not-active"], 422: ["invalid-overlap"] },
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

/** The hand-over document. */
export const showMatrix = defineOperation(
  {
    id: "tokens.matrix",
    summary: "Show who may do what",
    description: "Every role, account and token with the scopes that it has now.",
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
