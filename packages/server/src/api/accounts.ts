import { z } from "zod";
import { defineOperation } from "./define-operation.ts";
import { pageOfAll } from "./paging.ts";
import { accountView, chatIdentity, role } from "./views/access.ts";
import { identifier, instant, page, paging } from "./views/shapes.ts";

const accountParam = z.strictObject({ account: identifier("Name of an account.", "maria") });
const accountName = z
  .string()
  .min(1)
  .max(100)
  .describe("Permanent name shown in records, approvals, and the audit log.");

export const listAccounts = defineOperation(
  {
    id: "accounts.list",
    summary: "List accounts",
    scope: "accounts:read",
    query: z.strictObject(paging),
    reply: page(accountView),
  },
  async ({ query }, call) => {
    const all = await call.services.access.accounts(call.tx, call.caller.tenant);
    return { body: await pageOfAll(query, call, all, ({ name }) => name) };
  },
);

export const createAccount = defineOperation(
  {
    id: "accounts.create",
    summary: "Create an account",
    scope: "accounts:write",
    credentials: "refused",
    body: z
      .strictObject({ name: accountName, kind: z.enum(["person", "service"]), role })
      .meta({ id: "AccountRequest", examples: [{ name: "maria", kind: "person", role: "approver" }] }),
    reply: accountView,
    success: { status: 201 },
    problems: { 409: ["account-exists"], 422: ["invalid-name", "role-not-allowed"] },
  },
  async ({ body }, { services, tx, caller }) => ({ body: await services.access.createAccount(tx, caller, body) }),
);

export const changeAccount = defineOperation(
  {
    id: "accounts.change",
    summary: "Change an account's role, or disable it",
    description:
      "The tokens and chat identities of a disabled account are refused at once, and its votes on pending approvals do not count until the account is enabled again.",
    scope: "accounts:write",
    params: accountParam,
    credentials: "refused",
    body: z
      .strictObject({ role: role.exactOptional(), disabled: z.boolean().exactOptional() })
      .refine((change) => Object.keys(change).length > 0, "expected `role`, `disabled`, or both"),
    reply: accountView,
    problems: { 409: ["last-admin", "last-admin-token"], 422: ["role-not-allowed"] },
  },
  async ({ params, body }, { services, tx, caller }) => {
    const changed = await services.access.changeAccount(tx, caller, params.account, body);
    await services.approvals.recount(tx, caller.tenant, changed.name);
    return { body: changed };
  },
);

export const mapIdentity = defineOperation(
  {
    id: "accounts.map",
    summary: "Map an account to a chat identity",
    scope: "accounts:write",
    params: accountParam,
    credentials: "refused",
    body: z
      .strictObject({
        channel: z.string().min(1).max(100).describe("Name of the channel."),
        external: z.string().min(1).max(200).describe("The person's id there, e.g. `U0G9QF9C6`."),
      })
      .meta({ id: "Identity", examples: [{ channel: "team-slack", external: "U0G9QF9C6" }] }),
    reply: accountView,
    problems: { 422: ["invalid-name", "unknown-channel"] },
  },
  async ({ params, body }, { services, tx, caller }) => ({
    body: await services.access.mapIdentity(tx, caller, { account: params.account, ...body }),
  }),
);

export const unmapIdentity = defineOperation(
  {
    id: "accounts.unmap",
    summary: "Remove the chat identity of an account",
    description: "Takes effect with the next message.",
    scope: "accounts:write",
    params: z.strictObject({
      ...accountParam.shape,
      channel: identifier("Name of the channel.", "team-slack"),
      external: identifier("The person's id there.", "U0G9QF9C6"),
    }),
    reply: accountView,
  },
  async ({ params }, { services, tx, caller }) => ({ body: await services.access.unmapIdentity(tx, caller, params) }),
);

export const linkIdentity = defineOperation(
  {
    id: "accounts.link",
    summary: "Issue the code that confirms a chat identity",
    description: "For chats only: a token has nothing to confirm.",
    scope: "approvals:decide",
    reply: z.strictObject({ code: z.string(), until: instant }),
    problems: { 409: ["not-in-chat"] },
  },
  async (_, { services, tx, caller }) => ({ body: await services.access.linkCode(tx, caller) }),
);

export const confirmIdentity = defineOperation(
  {
    id: "accounts.confirm",
    summary: "Confirm a chat identity",
    description: "Requires the code that the chat replied to `link`, and a token that its holder has claimed.",
    scope: "approvals:decide",
    credentials: "refused",
    body: z
      .strictObject({ code: z.string().min(1).max(40) })
      .meta({ id: "Confirmation", examples: [{ code: "k7mw-9xq4-hdtz" }] }),
    reply: z.strictObject({ account: z.string(), ...chatIdentity.shape }),
    problems: { 403: ["unclaimed-not-allowed"], 422: ["unknown-code"] },
  },
  async ({ body }, { services, tx, caller }) => ({
    body: await services.access.confirmIdentity(tx, caller, body.code),
  }),
);
