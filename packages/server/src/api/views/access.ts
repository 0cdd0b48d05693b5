import { z } from "zod";
import { ROLES, type Role, SCOPES } from "../../control/access/roles.ts";
import { instant, list } from "./shapes.ts";

export const scope = z.enum(SCOPES).meta({ id: "Scope" });
export const role = z.enum(Object.keys(ROLES) as [Role, ...Role[]]).meta({ id: "Role" });

/** A token: never its secret. */
export const tokenView = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    account: z.string(),
    scopes: list(scope),
    state: z.enum(["active", "expired", "revoked"]),
    created_at: instant,
    created_by: z.string(),
    expires_at: instant.nullable(),
    last_used_at: instant.nullable(),
    replaced_by: z.string().nullable(),
    claimed_at: instant.nullable().describe("When its holder claimed it: since then nobody else knows the secret."),
  })
  .meta({ id: "Token" });

/** A token that was just made. */
export const issuedToken = z
  .strictObject({ ...tokenView.shape, token: z.string().describe("The token. Shown only once.") })
  .meta({ id: "IssuedToken" });

/** Who somebody is in a chat. */
export const chatIdentity = z.strictObject({ channel: z.string(), external: z.string() });

/** An account of a tenant. */
export const accountView = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    kind: z.enum(["person", "service"]),
    role,
    disabled: z.boolean(),
    identities: list(z.strictObject({ ...chatIdentity.shape, confirmed: z.boolean() })).describe(
      "Chat identities of the account; `confirmed`: the holder has confirmed it.",
    ),
  })
  .meta({ id: "Account" });

/** One thing that somebody with power over others did. */
export const actView = z
  .strictObject({
    seq: z.int().describe("Its number in the tenant's ledger."),
    id: z.string(),
    at: instant,
    actor: z.string(),
    via: z.string(),
    act: z.string(),
    target: z.string(),
    detail: z.record(z.string(), z.unknown()).readonly(),
  })
  .meta({ id: "Act" });

/** Who may do what in a tenant. */
export const matrixView = z
  .strictObject({
    scopes: list(scope),
    rows: list(
      z.strictObject({
        kind: z.enum(["role", "account", "token"]),
        name: z.string(),
        id: z.string().nullable(),
        account: z.string().nullable(),
        role,
        state: z.enum(["defined", "active", "disabled", "expired", "revoked"]),
        scopes: list(scope),
        expires_at: instant.nullable(),
        last_used_at: instant.nullable(),
      }),
    ),
  })
  .meta({ id: "AccessMatrix" });
