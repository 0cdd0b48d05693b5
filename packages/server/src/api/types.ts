import type { Diagnostic, FaultCode, ProblemCode, StatusOf } from "@sdetkit/core";
import type { z } from "zod";
import type { Scope } from "../control/access/roles.ts";
import type { Caller } from "../control/access/types.ts";
import type { Tx } from "../storage/database/types.ts";
import type { ReadHeader, RequestHeader } from "./request-headers.ts";
import type { OperationId } from "./routes.ts";
import type { Services } from "./services.ts";

/** What the handler of a detached operation gets: it opens its own transactions. */
export interface DetachedCall {
  readonly caller: Caller;
  readonly services: Services;
  /** Aborted when the client is gone. */
  readonly signal: AbortSignal;
  /** Id of the request, as the log and the answer name it. */
  readonly request: string;
  /** The operation that is performed. */
  readonly operation: OperationId;
}

/** What a handler gets. Everything it writes goes through `tx`: with its Idempotency-Key and audit act, all or nothing. */
export interface Call extends DetachedCall {
  readonly tx: Tx;
}

/** Statuses of refusals, as the catalogue of faults has them. 401, 405, 408, 413, 415, 421 and 431 are of the HTTP door alone. */
export type ProblemStatus = StatusOf<ProblemCode>;

/** The codes that have a status. */
type CodeOf<S extends ProblemStatus> = { [C in ProblemCode]: StatusOf<C> extends S ? C : never }[ProblemCode];

/** A refusal that a handler answers: what it wrote before stays. A Fault that is thrown undoes it. */
export interface ProblemAnswer {
  readonly status: ProblemStatus;
  readonly code: FaultCode;
  /** What was expected, and what was received. */
  readonly detail: string;
  readonly remedy?: string;
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[];
  readonly diagnostics?: readonly Diagnostic[];
  readonly suggestions?: readonly { readonly task: string; readonly title: string }[];
}

/** Content that is no JSON: whole, or as it is made. */
export type Content = string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>;

/** What a handler answers: JSON, other content, or a refusal. */
export type Reply<T> =
  | { readonly body: T; readonly headers?: { readonly [name: string]: string } }
  | {
      readonly content: Content;
      readonly status?: 200 | 206 | 304;
      readonly headers?: { readonly [name: string]: string };
    }
  | { readonly problem: ProblemAnswer; readonly headers?: { readonly [name: string]: string } };

/** Where a body may hold a credential of a known shape. */
export type BodyCredentials =
  /** Nowhere: what is there is kept and shown. */
  | "refused"
  /** Anywhere: the operation takes them out, keeps nothing, or refuses in words of its own. */
  | "handled"
  /** Where this JSON Pointer leads, and nowhere else: what is there is sealed at once, or compared and forgotten. */
  | { readonly sealed: `/${string}` };

/** What a body is, and where it may hold credentials: one is not said without the other. */
type BodySpec =
  | { readonly body?: never; readonly credentials?: never }
  | { readonly body: z.ZodType; readonly credentials: BodyCredentials };

/** What is known of an operation without calling it: the OpenAPI document and the reference follow from it. */
export type OperationSpec = BodySpec & {
  readonly id: OperationId;
  /** A few words, for lists. */
  readonly summary: string;
  /** What there is to know beyond the summary. */
  readonly description?: string;
  readonly scope: Scope;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  /** Request headers that it reads: its handler gets these and no others. Who reads `range` may answer 206. */
  readonly headers?: readonly RequestHeader[];
  /** Of the JSON that it answers; of other content, a text. */
  readonly reply: z.ZodType;
  /** The status of success, 200 unless said, and its content types when it is not JSON. */
  readonly success?: { readonly status?: 200 | 201 | 202 | 204; readonly types?: readonly string[] };
  /** Codes of problems that it may answer besides the usual ones, by the status that each has in the catalogue of faults. */
  readonly problems?: { readonly [S in ProblemStatus]?: readonly CodeOf<S>[] };
  /** Works without a transaction of its own: long work, streams. */
  readonly detached?: true;
  /** So many in progress for one tenant in one replica, a stream until its end; more are 429 `too-many-at-once`. */
  readonly maxConcurrent?: number;
};

/**
 * One operation of the product: whatever the way in (REST, chat, CLI through REST), it passes `perform`, which holds the caller to
 * the scope. Add one: a line in `routes.ts`, its place in the file of its family, and it has a route, a page of the API
 * reference, and the tests that walk the registry.
 */
export type Operation = OperationSpec & {
  handle(
    input: { readonly params: unknown; readonly query: unknown; readonly body: unknown },
    call: Call & { readonly header: ReadHeader },
  ): Promise<Reply<unknown>>;
};
