import { ExitCode } from "../exit-code.ts";
import type { FaultEntry } from "./fault-entry.ts";

/** Accounts, tokens and rights. */
export const ACCESS_FAULTS = {
  unauthenticated: {
    exit: ExitCode.unauthenticated,
    status: 401,
    meaning: "The request carries no valid token.",
    remedy: "set SDETKIT_TOKEN to a valid token",
  },
  "scope-missing": {
    exit: ExitCode.denied,
    status: 403,
    meaning: "The caller does not have the scope that the operation takes.",
    remedy: "ask a tenant-admin for a token or a role that has it",
  },
  "tenant-not-active": {
    exit: ExitCode.denied,
    status: 403,
    meaning: "The tenant is suspended or being deleted.",
    remedy: "ask those who run this server",
  },
  "platform-only": {
    exit: ExitCode.denied,
    status: 403,
    meaning: "Only those who run the server may do this.",
    remedy: "ask whoever runs the server to add the workspace",
  },
  "unknown-account": {
    exit: ExitCode.usage,
    status: 422,
    absent: true,
    meaning: "There is no account with this name.",
    remedy: "list the accounts, or create this one first",
  },
  "account-exists": {
    exit: ExitCode.usage,
    status: 409,
    meaning: "There is an account with this name.",
    remedy: "choose another name; an account that is disabled keeps its name, since records name it",
  },
  "role-not-allowed": {
    exit: ExitCode.usage,
    status: 422,
    meaning: "The role is none that this caller may give.",
  },
  "unknown-token": {
    exit: ExitCode.usage,
    status: 422,
    absent: true,
    meaning: "There is no token with this id.",
    remedy: "list the tokens: an id begins with tok-; a secret is never used to name a token",
  },
  "invalid-expiry": {
    exit: ExitCode.usage,
    status: 422,
    meaning: "The token would expire in the past.",
    remedy: "give a later one, or none",
  },
  "invalid-overlap": {
    exit: ExitCode.usage,
    status: 422,
    meaning: "The time for which the old secret stays valid is out of bounds.",
    remedy: "choose the time that it takes to replace the secret everywhere; 0 ends the old one at once",
  },
  "scope-not-allowed": {
    exit: ExitCode.denied,
    status: 403,
    meaning: "The token would have a scope that its account or this caller does not have.",
  },
  "token-not-active": {
    exit: ExitCode.usage,
    status: 409,
    meaning: "The token was replaced, revoked, or has expired.",
    remedy: "use the one that replaced it",
  },
  "holder-not-allowed": {
    exit: ExitCode.denied,
    status: 403,
    meaning: "The token was taken over by somebody else, or the proof of the holder is not valid.",
  },
  "last-admin": {
    exit: ExitCode.usage,
    status: 409,
    meaning: "The tenant would have no admin left.",
    remedy: "make somebody else an admin first",
  },
  "last-admin-token": {
    exit: ExitCode.usage,
    status: 409,
    meaning: "The tenant would have no admin with a token left.",
    remedy: "create another one for an admin first, or rotate this one",
  },
  "unknown-identity": {
    exit: ExitCode.usage,
    status: 422,
    absent: true,
    meaning: "No account is mapped to this user of a channel.",
    remedy: "list the accounts: they show who they are in chats",
  },
  "unknown-code": {
    exit: ExitCode.usage,
    status: 422,
    meaning: "The code that confirms a chat identity is not known, or has run out.",
    remedy: "send `link` in the chat again; it has to be mapped to the account whose token this is",
  },
  "unclaimed-not-allowed": {
    exit: ExitCode.denied,
    status: 403,
    meaning: "The token was handed out by somebody else and not taken over yet.",
    remedy: "take it over first: `sdetkit agent tokens claim --output FILE`",
  },
  "not-in-chat": {
    exit: ExitCode.usage,
    status: 409,
    meaning: "The code that confirms a chat identity is given in a chat only.",
    remedy: "send `link` in the chat that is to be confirmed",
  },
  "approval-closed": {
    exit: ExitCode.usage,
    status: 409,
    meaning: "The approval is decided already, or has run out.",
  },
  "approval-refused": {
    exit: ExitCode.denied,
    status: 403,
    meaning: "This caller may not decide the approval, or gave another digest.",
    remedy: "see the approval for who may decide, and what its digest is",
  },
  "identity-unconfirmed": {
    exit: ExitCode.denied,
    status: 403,
    meaning: "The approval takes somebody whose identity is confirmed.",
  },
} as const satisfies { readonly [code: string]: FaultEntry };
