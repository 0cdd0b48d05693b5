import type { z } from "zod";
import type { Operations } from "../operations/registry.ts";
import type { OperationId } from "../operations/routes.ts";

type Part<Name extends string, S> = S extends z.ZodType
  ? Record<never, never> extends z.input<S>
    ? { readonly [N in Name]?: z.input<S> }
    : { readonly [N in Name]: z.input<S> }
  : Record<never, never>;

/** What a call of an operation has to be given: `params`, `query`, `body`, as far as it has them. */
export type InputOf<I extends OperationId> = Part<"params", Operations[I]["params"]> &
  Part<"query", Operations[I]["query"]> &
  Part<"body", Operations[I]["body"]>;

/** What an operation answers as JSON. */
export type OutputOf<I extends OperationId> = z.output<Operations[I]["reply"]>;

/** Operations that answer with a page of a list. */
export type PagedId = {
  [I in OperationId]: OutputOf<I> extends { readonly items: readonly unknown[]; readonly next: string | null }
    ? I
    : never;
}[OperationId];

export type { RunMessage } from "../operations/views/run-message.ts";
