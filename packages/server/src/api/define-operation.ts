import type { z } from "zod";
import type { ReadHeader, RequestHeader } from "./request-headers.ts";
import type { Call, DetachedCall, Operation, OperationSpec, Reply } from "./types.ts";

type Checked<S extends OperationSpec, Part extends "params" | "query" | "body"> =
  S extends Record<Part, infer Schema extends z.ZodType> ? z.output<Schema> : Record<never, never>;

type CallOf<S extends OperationSpec> = (S extends { readonly detached: true } ? DetachedCall : Call) & HeadersOf<S>;

type HeadersOf<S extends OperationSpec> = S extends { readonly headers: readonly (infer Name extends RequestHeader)[] }
  ? { readonly header: ReadHeader<Name> }
  : unknown;

/** What the handler of an operation is given, after its schemas. */
export interface InputFor<S extends OperationSpec> {
  readonly params: Checked<S, "params">;
  readonly query: Checked<S, "query">;
  readonly body: Checked<S, "body">;
}

/** An operation whose schemas are known to the compiler. */
export type Defined<S extends OperationSpec> = S & Pick<Operation, "handle">;

/** Puts an operation together; what its handler gets and answers follows from its schemas. */
export function defineOperation<const S extends OperationSpec>(
  spec: S,
  handle: (input: InputFor<S>, call: CallOf<S>) => Promise<Reply<z.input<S["reply"]>>>,
): Defined<S> {
  return { ...spec, handle: handle as unknown as Operation["handle"] };
}
