import type { z } from "@hono/zod-openapi";
import type { Caller } from "../access/contract.ts";
import type { Scope } from "../access/roles.ts";
import type { Tx } from "../database/contract.ts";
import type { Services } from "./services.ts";

/** What a handler gets. Everything it writes goes through `tx`: with its Idempotency-Key and audit act, all or nothing. */
export interface Call {
  readonly caller: Caller;
  readonly tx: Tx;
  readonly services: Services;
  /** Aborted when the client is gone. */
  readonly signal: AbortSignal;
}

/** What a handler answers. */
export interface Reply<T> {
  readonly status?: 200 | 201 | 202 | 204;
  readonly body: T;
  readonly headers?: { readonly [name: string]: string };
  /** Instead of `body`, for content that is no JSON. */
  readonly content?: {
    readonly type: string;
    readonly data: Uint8Array | string | AsyncIterable<string> | ReadableStream;
  };
}

/**
 * One operation of the product: whatever the way in (REST, chat, CLI through REST), it passes `perform`, which holds the caller to
 * the scope. Add one: its place in a file of its family, and it has a route, a page of the API reference, and the tests that walk the registry.
 */
export interface Operation<
  P extends z.ZodType = z.ZodType,
  Q extends z.ZodType = z.ZodType,
  B extends z.ZodType = z.ZodType,
  R extends z.ZodType = z.ZodType,
> {
  /** `runs.start`: unique, the OpenAPI operationId. */
  readonly id: string;
  readonly summary: string;
  readonly method: "get" | "post" | "put" | "patch" | "delete";
  /** Below `/api/v1`, with `{name}` for parameters. */
  readonly path: string;
  readonly scope: Scope;
  readonly tag: string;
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  readonly reply: R;
  /** The status of success, 200 unless said, and its content type when it is not JSON. */
  readonly success?: { readonly status?: 200 | 201 | 202 | 204; readonly type?: string };
  /** Problem codes that it may answer besides the usual ones, by status. */
  readonly problems?: { readonly [status: number]: readonly string[] };
  /** Works without a transaction of its own: long reads, streams. `tx` then throws when touched. */
  readonly detached?: true;
  handle(
    input: { readonly params: z.output<P>; readonly query: z.output<Q>; readonly body: z.output<B> },
    call: Call,
  ): Promise<Reply<z.input<R>>>;
}
