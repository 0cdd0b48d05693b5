import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { Client, OutputOf } from "@sdetkit/server/client";

/** What a command asked a fake server. */
export interface Asked {
  readonly route: string;
  readonly query: { readonly [name: string]: string };
  readonly headers: IncomingMessage["headers"];
  // biome-ignore lint/suspicious/noExplicitAny: what commands send is what the tests assert.
  readonly body: any;
}

/** A reply: JSON, or whatever it writes itself. */
export type Replies = (asked: Asked, response: ServerResponse) => unknown;

/** Holds a made-up reply to what the operation really answers: the compiler checks it. */
export function reply<I extends Parameters<Client["call"]>[0]>(value: OutputOf<I>): OutputOf<I> {
  return value;
}

/** A problem document. */
export function problem(response: ServerResponse, status: number, code: string, detail: string, more = {}): void {
  response.writeHead(status, { "content-type": "application/problem+json" });
  response.end(JSON.stringify({ type: `urn:${code}`, title: code, status, code, detail, ...more }));
}

/** A server over real HTTP that answers `METHOD /path` below `/api/v1`, and any other path by its whole name. */
export async function fakeServer(routes: { readonly [route: string]: Replies }) {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? "/", "http://fake");
    const route = `${request.method} ${url.pathname.replace(/^\/api\/v1/, "")}`;
    const body = await text(request);
    const type = request.headers["content-type"] ?? "";
    const call = {
      route,
      query: Object.fromEntries(url.searchParams),
      headers: request.headers,
      body: body !== "" && type.startsWith("application/json") ? JSON.parse(body) : body,
    };
    asked.push(call);
    const answer = routes[route];
    if (!answer) return problem(response, 404, "not-found", `expected a route, there is no ${route}`);
    const value = await answer(call, response);
    if (value === undefined) return;
    response.writeHead(value === null ? 204 : 200, { "content-type": "application/json" });
    response.end(value === null ? undefined : JSON.stringify(value));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
