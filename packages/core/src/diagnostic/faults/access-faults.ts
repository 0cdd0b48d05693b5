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
    meaning: "The caller lacks the scope that the operation requires.",
    remedy: "ask a tenant administrator for a token or a role that has it",
  },
  "tenant-not-active": {
    exit: ExitCode.denied,
    status: 403,
    meaning: "The tenant is suspended or being deleted.",
    remedy: "ask a platform administrator",
  },
  "platform-only": {
    exit: ExitCode.denied,
    status: 403,
    meaning: "Only a platform administrator may do this.",
    remedy: "ask a platform administrator to add the workspace",
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
    meaning: "An account with this name already exists.",
    remedy: "choose another name; a disabled account keeps its name because records refer to it",
  },
  "role-not-allowed": {
    exit: ExitCode.usage,
    status: 422,
    meaning: "The caller may not assign this role.",
  },
  "unknown-token": {
    exit: ExitCode.usage,
    status: 422,
    absent: true,
    meaning: "There is no token with this id.",
    remedy: "list the tokens to see their ids, which begin with tok-; never use the secret to name a token",
  },
  "invalid-expiry": {
    exit: ExitCode.usage,
    status: 422,
    meaning: "The expiry is in the past.",
    remedy: "set a later one, or none",
  },
  "invalid-overlap": {
    exit: ExitCode.usage,
    status: 422,
    meaning: "The overlap, for which the old secret stays valid, is out of range.",
    remedy: "choose the time that you need to replace the secret everywhere; 0 ends the old one at once",
  },
  "scope-not-allowed": {
    exit: ExitCode.denied,
    status: 403,
    meaning: "The token would have a scope that its account or the caller does not have.",
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
    meaning: "The token was claimed by someone else, or the proof of the holder is not valid.",
  },
  "last-admin": {
    exit: ExitCode.usage,
    status: 409,
    meaning: "The tenant would have no administrator left.",
    remedy: "make another account an administrator first",
  },
  "last-admin-token": {
    exit: ExitCode.usage,
    status: 409,
    meaning: "The tenant would have no administrator with a token left.",
    remedy: "create another token for an administrator first, or rotate this one",
  },
  "unknown-identity": {
    exit: ExitCode.usage,
    status: 422,
    absent: true,
    meaning: "No account is mapped to this user of the channel.",
    remedy: "list the accounts to see their chat identities",
  },
  "unknown-code": {
    exit: ExitCode.usage,
    status: 422,
    meaning: "The code that confirms a chat identity is unknown or has expired.",
    remedy: "send `link` in the chat again; the chat identity must be mapped to the account that the token belongs to",
  },
  "unclaimed-not-allowed": {
    exit: ExitCode.denied,
    status: 403,
    meaning: "The token was issued by someone else and has not been claimed yet.",
    remedy: "claim it first: `sdetkit agent tokens claim --output FILE`",
  },
  "not-in-chat": {
    exit: ExitCode.usage,
    status: 409,
    meaning: "The code that confirms a chat identity is issued in the chat only.",
    remedy: "send `link` in the chat that you want to confirm",
  },
  "approval-closed": {
    exit: ExitCode.usage,
    status: 409,
    meaning: "The approval is already decided, or has expired.",
  },
  "approval-refused": {
    exit: ExitCode.denied,
    status: 403,
    meaning: "The caller may not decide the approval, or sent a different digest.",
    remedy: "show the approval to see who may decide it, and its digest",
  },
  "identity-unconfirmed": {
    exit: ExitCode.denied,
    status: 403,
    meaning: "The approval requires a person whose identity is confirmed.",
  },
} as const satisfies { readonly [code: string]: FaultEntry };
