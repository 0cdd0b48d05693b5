import type { Outgoing } from "@sdetkit/channel-adapters";
import type { FaultCode } from "@sdetkit/core";
import type { Scope } from "../control/access/roles.ts";
import type { Caller } from "../control/access/types.ts";
import type { Said, StartForCaller } from "../messaging/chat-port.ts";
import type { Tx } from "../storage/database/types.ts";

/** Why somebody is not given what they asked for. */
export interface Refusal {
  readonly code: FaultCode;
  readonly detail: string;
  readonly remedy?: string;
  readonly suggestions?: readonly { readonly task: string; readonly title: string }[];
  readonly diagnostics?: readonly { readonly message: string }[];
}

/** Why an operation refused, with its HTTP status. */
export interface Problem extends Refusal {
  readonly status: number;
}

/** What an operation answered. */
export type Invoked = { readonly body: unknown } | { readonly content: unknown } | { readonly problem: Problem };

/**
 * Performs an operation for somebody, in a transaction that is open already: what it wrote is there exactly when the message counts
 * as worked off. The same function as for every other way in: it holds the caller to the operation's scope.
 */
export type Invoke = (
  operation: string,
  input: { readonly params?: object; readonly query?: object; readonly body?: object },
  call: { readonly caller: Caller; readonly tx: Tx; readonly request: string },
) => Promise<Invoked>;

/** The same of somebody who is known, with what an intent can do for them. */
export interface IntentCall extends Said {
  readonly caller: Caller;
  /** Performs an operation; a refusal is thrown as `Refused`. */
  ask(operation: string, input?: Parameters<Invoke>[1]): Promise<unknown>;
  /** Starts a run whose answers go to this conversation. */
  start(request: Parameters<StartForCaller>[1]): ReturnType<StartForCaller>;
}

/** An operation said no: told to whoever asked, and nothing is tried again. */
export class Refused extends Error {
  override readonly name = "Refused";
  readonly problem: Refusal;

  constructor(problem: Refusal) {
    super(problem.detail);
    this.problem = problem;
  }
}

interface IntentWords {
  /** The first word of what is typed. */
  readonly name: string;
  /** Further words, as `help` shows them. */
  readonly usage: string;
  readonly about: string;
  /** It only reads, and soon: those who ask for it at the same time are answered together. */
  readonly reads?: true;
}

/**
 * One thing that can be asked for by typing. Add one: its file, its line in the registry. `open` ones answer everybody, also
 * strangers; the others whoever has the scope.
 */
export type Intent = IntentWords &
  (
    | { readonly open: true; readonly scope?: never; answer(rest: string, said: Said): Promise<Outgoing> | Outgoing }
    | {
        readonly open?: never;
        readonly scope: Scope;
        answer(rest: string, call: IntentCall): Promise<Outgoing> | Outgoing;
      }
  );
