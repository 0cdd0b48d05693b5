import type { InputOf } from "@sdetkit/server/client";

/** The roles that shells offer, held by the compiler to those that a server knows. The last one is for those who run it. */
export const ACCOUNT_ROLES = [
  "viewer",
  "operator",
  "approver",
  "template-owner",
  "auditor",
  "tenant-admin",
  "platform-admin",
] as const satisfies readonly InputOf<"accounts.create">["body"]["role"][];
