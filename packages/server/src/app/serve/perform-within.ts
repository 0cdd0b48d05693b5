import { perform } from "../../api/perform.ts";
import { type OperationId, ROUTES } from "../../api/routes.ts";
import type { Services } from "../../api/services.ts";
import type { Invoke } from "../../chat/types.ts";

/** Performs operations for people in chats: through the same choke point, in the transaction of their message. */
export function performWithin(services: () => Services): Invoke {
  return async (operation, input, { caller, tx, request }) => {
    if (!Object.hasOwn(ROUTES, operation)) throw new Error(`there is no operation ${operation}`);
    const asked = { params: input.params ?? {}, query: input.query ?? {}, body: async () => input.body };
    const performed = await perform(operation as OperationId, asked, {
      caller,
      services: services(),
      tx,
      request,
      signal: new AbortController().signal,
      header: () => null,
      idempotencyKey: null,
    });
    switch (performed.kind) {
      case "json":
        return { body: performed.body === null ? null : JSON.parse(performed.body) };
      case "content":
        return { content: performed.content };
      case "problem":
        return { problem: performed.problem };
    }
  };
}
