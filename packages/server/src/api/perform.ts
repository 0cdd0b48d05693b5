import { sql } from "kysely";
import { authorizeCaller } from "../control/access/authorize-caller.ts";
import type { Caller } from "../control/access/types.ts";
import type { Tx } from "../storage/database/types.ts";
import { type Asked, checkInput } from "./check-input.ts";
import { limitConcurrency } from "./concurrency-limit.ts";
import { type Answer, checkKey, idempotent } from "./idempotent.ts";
import type { OperationResult } from "./operation-result.ts";
import { takesKey, writes } from "./operation-traits.ts";
import { problemOf } from "./problem-of.ts";
import { OPERATIONS } from "./registry.ts";
import type { ReadHeader } from "./request-headers.ts";
import type { OperationId } from "./routes.ts";
import type { Services } from "./services.ts";
import type { Call, Operation, ProblemAnswer, Reply } from "./types.ts";

/** Who asks, and with what besides the operation's own input. */
export interface PerformCall {
  readonly caller: Caller;
  readonly services: Services;
  readonly signal: AbortSignal;
  readonly header: ReadHeader;
  /** Id of the request, or of the delivery that a message in a chat came as: what the log names it by. */
  readonly request: string;
  /** Null: not given. For everything but reading: the same key again gives the same answer and does nothing twice. */
  readonly idempotencyKey: string | null;
  /** A transaction of the caller's tenant that is open already, where more is kept together: a message and what came of it. */
  readonly tx?: Tx;
}

/**
 * Performs an operation for a caller: the one way to everything that this product does for anybody. Refuses unless the caller
 * has the scope and an active tenant and the input fits, then works in one transaction that sees this tenant alone. In a
 * transaction that is open already, a Fault undoes what the operation wrote and nothing else, and a broken world is thrown, so
 * that all of it is tried again; else nothing is ever thrown.
 */
export async function perform(id: OperationId, asked: Asked, call: PerformCall): Promise<OperationResult> {
  const operation: Operation = OPERATIONS[id];
  // What only reads leaves nothing to undo.
  const tx = writes(operation) ? call.tx : undefined;
  try {
    if (tx === undefined) return await work(operation, asked, call);
    await sql`SAVEPOINT operation`.execute(tx);
    const performed = await work(operation, asked, call);
    await sql`RELEASE SAVEPOINT operation`.execute(tx);
    return performed;
  } catch (thrown) {
    const mapped = problemOf(thrown, operation);
    if (call.tx !== undefined && mapped.error !== undefined) throw thrown;
    if (tx !== undefined) await sql`ROLLBACK TO SAVEPOINT operation`.execute(tx);
    return { kind: "problem", headers: {}, replayed: false, ...mapped };
  }
}

async function work(operation: Operation, asked: Asked, call: PerformCall): Promise<OperationResult> {
  const { caller, services, signal, request: requestId, idempotencyKey: key } = call;
  const { id } = operation;
  await authorizeCaller(caller, operation.scope, services.tenants);
  const keyed = key !== null && takesKey(operation);
  if (keyed) checkKey(key);
  const input = await checkInput(operation, asked);
  const { header } = call;
  const detached = { operation: id, caller, services, signal, request: requestId, header };
  if (operation.detached)
    return limitConcurrency(operation, caller, services, async () =>
      shown(operation, await operation.handle(input, detached as typeof detached & Call)),
    );
  const within = async (tx: Tx): Promise<OperationResult> => {
    const handle = () => operation.handle(input, { ...detached, tx });
    if (!keyed) return shown(operation, await handle());
    const request = [id, input.params, input.query, input.body];
    const { answer, replayed } = await idempotent(key, request, tx, caller, services, async () =>
      flat(operation, await handle()),
    );
    return unflattened(answer, replayed);
  };
  return call.tx ? within(call.tx) : services.database.tenant(caller.tenant, within);
}

function shown(operation: Operation, reply: Reply<unknown>): OperationResult {
  const { headers = {} } = reply;
  if ("problem" in reply) return { kind: "problem", headers, problem: reply.problem, replayed: false };
  if ("content" in reply) return { kind: "content", status: reply.status ?? 200, content: reply.content, headers };
  const status = operation.success?.status ?? 200;
  const body = status === 204 ? null : JSON.stringify(reply.body);
  const next = (reply.body as { next?: unknown } | null)?.next;
  return { kind: "json", replayed: false, status, headers, body, ...(typeof next === "string" ? { next } : {}) };
}

/** The answer as it is kept for a key: what is refused has the status of its problem, and that as its body. */
function flat(operation: Operation, reply: Reply<unknown>): Answer {
  const performed = shown(operation, reply);
  if (performed.kind === "json") return performed;
  if (performed.kind === "content") throw new Error(`${operation.id} writes, and its response cannot be stored`);
  const { problem, headers } = performed;
  return { status: problem.status, headers, body: JSON.stringify(problem) };
}

/** Operations succeed with 2xx, and refuse with this or more (RFC 9110, 15). */
const LEAST_PROBLEM = 400;

function unflattened({ status, headers, body }: Answer, replayed: boolean): OperationResult {
  if (status < LEAST_PROBLEM) return { kind: "json", status, headers, body, replayed };
  return { kind: "problem", headers, problem: JSON.parse(body ?? "") as ProblemAnswer, replayed };
}
