import type { Tx } from "../../storage/database/types.ts";
import type { Role, Scope } from "./roles.ts";

/** The tenant of those who run the server: its ledger keeps what platform-admins did. It has no workspaces and no runs. */
export const PLATFORM = "t-platform";

/** Who calls, as far as authentication knows. Every operation gets one; nothing is done without. */
export interface Caller {
  readonly tenant: string;
  /** The account's name: what records, approvals and the audit log show. */
  readonly account: string;
  readonly accountId: string;
  readonly scopes: ReadonlySet<Scope>;
  /** Where the call came in: `api`, `schedule`, `server`, or the kind of the channel. */
  readonly via: string;
  /** Null when the caller is known by something else than a token, e.g. a chat identity. */
  readonly token: string | null;
  /** The chat identity, when the caller is known by one. */
  readonly chat?: ChatIdentity;
}

/** Who somebody is in a channel of a tenant. */
export interface ChatIdentity {
  /** The channel's name. */
  readonly channel: string;
  /** The person's id there. */
  readonly external: string;
}

/** By what somebody was known who decides. */
export interface Proof {
  /**
   * `token-taken-over` and `chat-confirmed`: by something that nobody but the holder can have made so. `token-issued` and `chat-mapped`:
   * by what somebody else handed out. `none`: by neither.
   */
  readonly proof: "token-taken-over" | "token-issued" | "chat-confirmed" | "chat-mapped" | "none";
  readonly token: string | null;
  readonly token_name: string | null;
  readonly channel: string | null;
  readonly external: string | null;
}

/** A token as lists show it: never the secret. */
export interface TokenView {
  readonly id: string;
  readonly name: string;
  readonly account: string;
  readonly scopes: readonly Scope[];
  readonly state: "active" | "expired" | "revoked";
  readonly created_at: string;
  readonly created_by: string;
  readonly expires_at: string | null;
  readonly last_used_at: string | null;
  readonly replaced_by: string | null;
  /** Since when its secret is known to its holder alone: see `claimToken`. */
  readonly claimed_at: string | null;
}

/** A token that was just made: the only time its text is known. */
export interface IssuedToken extends TokenView {
  /**
   * `sdk_` + 43 characters base62 of 256 bits + 6 of checksum (CRC-32 of what stands before, base62): scanners find it by
   * `\bsdk_[0-9A-Za-z]{49}\b`, typing errors do not pass, and no encoding of texts changes it.
   */
  readonly token: string;
}

/** An account of a tenant. */
export interface AccountView {
  readonly id: string;
  readonly name: string;
  readonly kind: "person" | "service";
  readonly role: Role;
  readonly disabled: boolean;
  /** `confirmed`: by the account's holder. */
  readonly identities: readonly (ChatIdentity & { readonly confirmed: boolean })[];
}

/** Somebody in a chat, and by which way in they speak. */
export interface InChat extends ChatIdentity {
  readonly via: string;
}

/** Why a token is good for nothing. `replaced`: it was taken over or rotated. */
export type TokenRefusal = "unknown" | "replaced" | "revoked" | "expired" | "account-disabled" | "tenant-not-active";

/** Accounts, tokens, and who somebody is. Writes leave an act in the audit log, in the same transaction. */
export interface Access {
  /** The caller of a bearer token; null when it is unknown, malformed, expired or revoked, or its account or tenant is not active. */
  authenticate(token: string): Promise<Caller | null>;
  /** Why `authenticate` gives null. Told to nobody but who has the token. */
  whyRefused(token: string): Promise<TokenRefusal>;
  /** The caller behind a chat identity; null when it is not mapped to an account. */
  identify(tx: Tx, tenant: string, channel: string, external: string, via: string): Promise<Caller | null>;
  /** The same for many people, in their order: one statement. */
  identifyAll(tx: Tx, tenant: string, people: readonly InChat[]): Promise<readonly (Caller | null)[]>;
  /** By name or id: the caller that an account is by itself, e.g. for its schedules; null when it is disabled or gone. */
  impersonate(tx: Tx, tenant: string, account: string, via: string): Promise<Caller | null>;
  /** Whether a caller of before may still do something: for what goes on after it was let in, a stream. */
  stillMay(tx: Tx, caller: Caller, scope: Scope): Promise<boolean>;
  /** Faults `account-exists`, `invalid-name`, `role-not-allowed`. The creator need not have the role's scopes: duties are separated so. */
  createAccount(
    tx: Tx,
    by: Caller,
    account: { readonly name: string; readonly kind: "person" | "service"; readonly role: Role },
  ): Promise<AccountView>;
  /** Nobody is left without an admin and a token of one: Faults `last-admin`, `last-admin-token`. A role that changes, changes what its tokens can do at once. */
  changeAccount(
    tx: Tx,
    by: Caller,
    name: string,
    change: { readonly role?: Role; readonly disabled?: boolean },
  ): Promise<AccountView>;
  /** What was mapped to another account before is mapped to this one. Faults `unknown-account`, `unknown-channel`. */
  mapIdentity(
    tx: Tx,
    by: Caller,
    identity: { readonly account: string; readonly channel: string; readonly external: string },
  ): Promise<AccountView>;
  /** Whoever it was is nobody there from the next message on. Faults `unknown-account`, `unknown-identity`. */
  unmapIdentity(tx: Tx, by: Caller, identity: ChatIdentity & { readonly account: string }): Promise<AccountView>;
  /** A one-time code for the caller's chat identity, good for some minutes. Fault `not-in-chat`. */
  linkCode(tx: Tx, by: Caller): Promise<{ readonly code: string; readonly until: string }>;
  /** Confirms the chat identity that was given the code, by a token that was taken over. Faults `unknown-code`, `unclaimed-not-allowed`. */
  confirmIdentity(tx: Tx, by: Caller, code: string): Promise<ChatIdentity & { readonly account: string }>;
  /** By what a caller is known. */
  proofOf(tx: Tx, caller: Caller): Promise<Proof>;
  accounts(tx: Tx, tenant: string): Promise<AccountView[]>;
  /**
   * Scopes beyond the account's role are refused, as are those that the one who issues does not have, unless they may appoint
   * (`accounts:write`): see `checkScopes`. Faults `scope-not-allowed`, `invalid-expiry`, `unknown-account`.
   */
  issueToken(
    tx: Tx,
    by: Caller,
    token: {
      readonly account: string;
      readonly name: string;
      readonly scopes?: readonly Scope[];
      readonly expiresAt?: Date | null;
    },
  ): Promise<IssuedToken>;
  /**
   * A new secret for the same rights, as long-lived as the old one was; that one goes on for the overlap, 0 to 30 days. Under the rules
   * of `issueToken`. Faults `token-not-active`, `invalid-overlap`, `unknown-token`.
   */
  rotateToken(tx: Tx, by: Caller, id: string, overlapSeconds: number): Promise<IssuedToken>;
  /**
   * Takes the caller's token over: a new secret that nobody else has seen, with the same rights and end; the old one ends at once. An
   * account that has had a holder takes `holder`, the text of a token that this holder has taken over and that was not revoked: whoever
   * issues tokens cannot become somebody else. Faults `holder-not-allowed`, `token-not-active`.
   */
  claimToken(tx: Tx, by: Caller, holder?: string): Promise<IssuedToken>;
  /** Takes effect on the next request on every replica. */
  revokeToken(tx: Tx, by: Caller, id: string): Promise<TokenView>;
  tokens(tx: Tx, tenant: string): Promise<TokenView[]>;
  /**
   * Makes the platform's tenant with an account `admin` and its token when they are not there: of all replicas that start at once, one gets
   * the token. `anew`: another token for it, for those who lost theirs and have the server's machine.
   */
  bootstrapPlatform(options?: { readonly anew?: boolean }): Promise<IssuedToken | null>;
}
