import { randomUUID } from "node:crypto";
import type { Context } from "hono";
import type { Asked } from "../api/check-input.ts";
import type { OperationResult } from "../api/operation-result.ts";
import { perform } from "../api/perform.ts";
import { problemOf } from "../api/problem-of.ts";
import { problem } from "../api/problems.ts";
import { ROUTES } from "../api/routes.ts";
import type { Content, Operation } from "../api/types.ts";
import { databaseFault } from "../storage/database/database-fault.ts";
import { answer, policyOfPage } from "./answer.ts";
import type { AppOptions, Services } from "./app-options.ts";
import { authorize } from "./authorize.ts";
import { etagOf, isKnown } from "./conditional.ts";
import type { Connection } from "./connection.ts";
import { corsHeaders } from "./guard-origin.ts";
import { HttpProblem } from "./http-problem.ts";
import { loggedError } from "./logged-error.ts";
import type { HttpMetrics } from "./metrics.ts";
import { problemResponse } from "./problem-response.ts";
import { readBody } from "./read-body.ts";
import { isJson, readJson } from "./read-json.ts";

type Env = { Bindings: Connection };

/** The route of one operation: everything that is HTTP about it. What it does is `perform`'s. */
export function operationRoute(operation: Operation, services: Services, { log }: AppOptions, metrics: HttpMetrics) {
  const { id } = operation;
  const [, path] = ROUTES[id];
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
  return async (c: Context<Env>): Promise<Response> => {
    const began = performance.now();
    const requestId = randomUUID();
    const request = c.req.raw;
    const connection = c.env ?? {};
    const who: { tenant?: string; account?: string } = {};
    let error: unknown;
    // Who calls is asked of the database as well: what goes wrong before the operation is told as what goes wrong in it.
    const response = await respond().catch((thrown: unknown) => {
      const mapped = problemOf(databaseFault(thrown), operation);
      error = mapped.error;
      return responseOf({ kind: "problem", headers: {}, replayed: false, ...mapped }, request);
    });
    const seconds = (performance.now() - began) / 1000;
    const { status } = response;
    response.headers.set("x-request-id", requestId);
    for (const [name, value] of Object.entries(
      corsHeaders(request.headers.get("origin"), services.settings.http.origins),
    )) {
      response.headers.set(name, value);
    }
    metrics.observe(id, status, seconds);
    // Neither path nor query nor headers: ids are in the answer, and secrets may be anywhere.
    const line = { request: requestId, operation: id, status, ms: Math.round(seconds * 1000), ...who };
    if (error === undefined) log.info(line, "request");
    else log.error({ ...line, error: loggedError(error) }, "request failed");
    return response;

    async function respond(): Promise<Response> {
      const caller = await authorize(request, connection, services);
      who.tenant = caller.tenant;
      who.account = caller.account;
      const asked: Asked = {
        params: Object.fromEntries(names.map((name) => [name, c.req.param(name) ?? ""])),
        query: queryOf(request.url),
        body: () => bodyOf(request, connection, operation, services.settings.http.maxBodyBytes),
      };
      const { closing } = connection;
      const performed = await perform(id, asked, {
        caller,
        services,
        request: requestId,
        signal: closing ? AbortSignal.any([request.signal, closing]) : request.signal,
        // Ranges are of GET alone (RFC 9110, 14.2).
        header: (name) => (name === "range" && request.method === "HEAD" ? null : request.headers.get(name)),
        idempotencyKey: request.headers.get("idempotency-key"),
      });
      if (performed.kind === "problem") error = performed.error;
      return responseOf(performed, request);
    }
  };
}

function responseOf(performed: OperationResult, request: Request): Response {
  const { headers } = performed;
  if (performed.kind === "problem") {
    const { problem, retryAfter, replayed } = performed;
    return problemResponse(problem, {
      ...headers,
      ...(retryAfter === undefined ? {} : { "retry-after": String(retryAfter) }),
      ...(replayed ? { "idempotency-replayed": "true" } : {}),
    });
  }
  if (performed.kind === "content") {
    const { content, status } = performed;
    const page =
      typeof content === "string" && headers["content-type"]?.startsWith("text/html") ? policyOfPage(content) : null;
    return conditional(request, status, content, {
      ...headers,
      ...(page === null ? {} : { "content-security-policy": page }),
    });
  }
  const { status, body, replayed, next } = performed;
  return conditional(request, status, body, {
    ...(body === null ? {} : { "content-type": "application/json" }),
    ...headers,
    ...(replayed ? { "idempotency-replayed": "true" } : {}),
    ...(next === undefined ? {} : { link: `<${nextPage(request.url, next)}>; rel="next"` }),
  });
}

/** Reading answers carry a tag; 304 when the client has them already. */
function conditional(
  request: Request,
  status: number,
  content: Content | null,
  headers: { readonly [name: string]: string },
): Response {
  const reading = request.method === "GET" || request.method === "HEAD";
  if (!reading || content === null) return answer(status, content, headers);
  if (content instanceof ReadableStream) {
    if (request.method === "GET") return answer(status, content, headers);
    // Nobody would read it.
    void content.cancel();
    return answer(status, null, headers);
  }
  const etag = headers["etag"] ?? etagOf(content);
  const tagged = { "cache-control": "private, no-cache", ...headers, etag };
  if (!isKnown(etag, request.headers.get("if-none-match"))) return answer(status, content, tagged);
  const { "content-type": _, "content-range": __, ...kept } = tagged as { [name: string]: string };
  return answer(304, null, kept);
}

function nextPage(url: string, cursor: string): string {
  const { pathname, searchParams } = new URL(url);
  searchParams.set("cursor", cursor);
  return `${pathname}?${searchParams}`;
}

function queryOf(url: string): { [name: string]: string } {
  const start = url.indexOf("?");
  if (start === -1) return {};
  const params = new URLSearchParams(url.slice(start + 1));
  const query = Object.fromEntries(params);
  if (params.size === Object.keys(query).length) return query;
  const detail = "expected each name once in the query, one is repeated";
  throw new HttpProblem(problem("invalid-query", detail));
}

async function bodyOf(request: Request, { incoming }: Connection, operation: Operation, max: number): Promise<unknown> {
  if (request.method === "GET" || request.method === "HEAD") return undefined;
  const { headers } = request;
  const sent = headers.has("transfer-encoding") || Number(headers.get("content-length") ?? 0) > 0;
  const plain = /^(identity)?$/i.test(headers.get("content-encoding") ?? "");
  const typed = isJson(headers.get("content-type"));
  if (!plain || (!typed && (sent || headers.has("content-type") || operation.body !== undefined))) {
    const detail = "expected `Content-Type: application/json` and no content encoding";
    throw new HttpProblem(problem("unsupported-content", detail), { accept: "application/json" });
  }
  // Without a connection the headers do not tell whether there is a body.
  const body = sent || (!incoming && request.body) ? await readBody(request, incoming, max) : new Uint8Array();
  if (body.byteLength === 0 && operation.body === undefined) return undefined;
  return readJson(body);
}
