import type { z } from "zod";
import type { Operations } from "../api/registry.ts";
import type { OperationId } from "../api/routes.ts";

type Part<Name extends string, S> = [S] extends [z.ZodType]
  ? Record<never, never> extends z.input<S>
    ? { readonly [N in Name]?: z.input<S> }
    : { readonly [N in Name]: z.input<S> }
  : Record<never, never>;

type PartOf<I extends OperationId, Name extends string> = Operations[I] extends Record<Name, infer S> ? S : undefined;

/** One object type instead of an intersection, so that names it does not have are refused. */
type Flat<T> = { readonly [K in keyof T]: T[K] };

/** What a call of an operation has to be given: `params`, `query`, `body`, as far as it has them. */
export type InputOf<I extends OperationId> = Flat<
  Part<"params", PartOf<I, "params">> & Part<"query", PartOf<I, "query">> & Part<"body", PartOf<I, "body">>
>;

/** What an operation answers as JSON. */
export type OutputOf<I extends OperationId> = z.output<Operations[I]["reply"]>;

/** Operations that answer with a page of a list. */
export type PagedId = {
  [I in OperationId]: OutputOf<I> extends { readonly items: readonly unknown[]; readonly next: string | null }
    ? I
    : never;
}[OperationId];

export type { RunMessage } from "../api/views/run-message.ts";
