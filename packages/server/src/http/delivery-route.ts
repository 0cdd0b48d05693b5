import type { IncomingHttpHeaders } from "node:http";
import type { Context } from "hono";
import { isAway } from "../storage/database/database-fault.ts";
import type { AppOptions, Services } from "./app-options.ts";
import type { Connection } from "./connection.ts";
import type { OriginGuard } from "./guard-origin.ts";
import { HttpProblem } from "./http-problem.ts";
import { loggedError } from "./logged-error.ts";
import type { HttpMetrics } from "./metrics.ts";
import { readBody } from "./read-body.ts";

const QUIET = { "cache-control": "no-store", "x-content-type-options": "nosniff" };

/** `POST /channels/KIND/ENDPOINT`: what vendors send. The busiest way in: nothing here but what has to be. */
export function deliveryRoute(services: Services, { log }: AppOptions, metrics: HttpMetrics, guard: OriginGuard) {
  const { maxBodyBytes } = services.settings.http;
  return async (c: Context<{ Bindings: Connection }>): Promise<Response> => {
    const response = await deliver(c).catch((error: unknown) => {
      if (error instanceof HttpProblem) return error.response();
      log.error({ error: loggedError(error) }, "delivery failed");
      // Not taken in: the vendor sends it again.
      const away = isAway(error);
      return new Response(null, { status: away ? 503 : 500, headers: { ...QUIET, "retry-after": "1" } });
    });
    metrics.delivered(response.status);
    return response;
  };

  async function deliver(c: Context<{ Bindings: Connection }>): Promise<Response> {
    const request = c.req.raw;
    const { incoming } = c.env ?? {};
    const refused = guard(request, c.env ?? {});
    if (refused) return refused;
    const body = await readBody(request, incoming, maxBodyBytes);
    const headers = incoming ? plain(incoming.headers) : Object.fromEntries(request.headers);
    const { kind, endpoint } = c.req.param() as { kind: string; endpoint: string };
    const answer = await services.channels.deliver(kind, endpoint, { headers, body, now: services.now() });
    return new Response(answer.body ?? null, {
      status: answer.status,
      headers: {
        ...QUIET,
        ...(answer.type === undefined ? {} : { "content-type": answer.type }),
        ...(answer.delivery === undefined ? {} : { "x-request-id": answer.delivery }),
        ...(answer.retryAfter === undefined ? {} : { "retry-after": String(answer.retryAfter) }),
      },
    });
  }
}

function plain(headers: IncomingHttpHeaders): { [name: string]: string } {
  const all: { [name: string]: string } = {};
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined) all[name] = typeof value === "string" ? value : value.join(", ");
  }
  return all;
}
