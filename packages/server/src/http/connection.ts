import type { IncomingMessage, ServerResponse } from "node:http";

/** What an app is given of the connection that a request came on: nothing, when it is called without one. */
export interface Connection {
  readonly incoming?: IncomingMessage;
  readonly outgoing?: ServerResponse;
  /** Aborted when the server begins to close: streams end, and clients ask elsewhere. */
  readonly closing?: AbortSignal;
}

/** Who is at the other end: as the proxy says when there is one that is believed. Only for limits, never for rights. */
export function clientAddress(request: Request, { incoming }: Connection, behindProxy: boolean): string {
  // The last entry is the one that the proxy in front wrote.
  const forwarded = behindProxy ? request.headers.get("x-forwarded-for")?.split(",").at(-1)?.trim() : undefined;
  return forwarded || incoming?.socket.remoteAddress || "unknown";
}
