import { sql } from "kysely";
import type { Caller } from "../access/contract.ts";
import type { Tx } from "../database/contract.ts";
import { admitCaller } from "./caller-gate.ts";
import { checkInput } from "./check-input.ts";
import type { Content, Operation, ProblemAnswer } from "./contract.ts";
import { problemOf } from "./problem-of.ts";
import { OPERATIONS } from "./registry.ts";
import type { OperationId } from "./routes.ts";
import type { Services } from "./services.ts";

/** What an operation is given by whoever speaks for a caller. */
export interface InvokeInput {
  readonly params?: object;
  readonly query?: object;
  readonly body?: object;
}

/** What it answered. */
export type Invoked = { readonly body: unknown } | { readonly content: Content } | { readonly problem: ProblemAnswer };

/**
 * As `perform`, in a transaction that is open already, for ways in that keep more in it: a message of a chat and what came of
 * it. A refusal undoes what the operation wrote and nothing else; a broken world is thrown, so that all of it is tried again.
 */
export async function invoke(
  services: Services,
  id: string,
  { params = {}, query = {}, body }: InvokeInput,
  { caller, tx }: { readonly caller: Caller; readonly tx: Tx },
): Promise<Invoked> {
  if (!Object.hasOwn(OPERATIONS, id)) throw new Error(`there is no operation ${id}`);
  const operation: Operation = OPERATIONS[id as OperationId];
  await sql`SAVEPOINT operation`.execute(tx);
  try {
    await admitCaller(operation, caller, services);
    const input = await checkInput(operation, { params, query, body: async () => body });
    const signal = new AbortController().signal;
    const reply = await operation.handle(input, { caller, services, tx, signal, header: () => null });
    await sql`RELEASE SAVEPOINT operation`.execute(tx);
    if ("problem" in reply) return { problem: reply.problem };
    return "content" in reply ? { content: reply.content } : { body: reply.body };
  } catch (thrown) {
    const { problem, error } = problemOf(thrown, operation);
    if (error !== undefined) throw thrown;
    await sql`ROLLBACK TO SAVEPOINT operation`.execute(tx);
    return { problem };
  }
}
