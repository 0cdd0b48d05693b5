import { type Handler, Hono } from "hono";
import { problem } from "../api/problems.ts";
import { OPERATIONS } from "../api/registry.ts";
import { REQUEST_HEADERS } from "../api/request-headers.ts";
import { API, type OperationId, ROUTES } from "../api/routes.ts";
import { answer } from "./answer.ts";
import type { AppOptions, Services } from "./app-options.ts";
import type { Connection } from "./connection.ts";
import { deliveryRoute } from "./delivery-route.ts";
import { corsHeaders, createOriginGuard } from "./guard-origin.ts";
import { loggedError } from "./logged-error.ts";
import { registerMetrics } from "./metrics.ts";
import { openApiDocument } from "./open-api-document.ts";
import { operationRoute } from "./operation-route.ts";
import { problemResponse } from "./problem-response.ts";

const JSON_TYPE = { "content-type": "application/json" };

/** Headers of requests that mean something here: to all operations, and to some. */
const READ_HEADERS = [
  ...["Authorization", "Content-Type", "Idempotency-Key", "If-None-Match"],
  ...Object.values(REQUEST_HEADERS).map(({ name }) => name),
]
  .sort()
  .join(", ");

const DELIVERIES = "/channels/:kind/:endpoint";

/** The whole of what the server answers over HTTP. */
export type App = Hono<{ Bindings: Connection }>;

/** Puts the routes together: each operation of the registry, deliveries of channels, health, metrics, the API's description. */
export function createApp(services: Services, options: AppOptions): App {
  const { http } = services.settings;
  const app: App = new Hono();
  const guard = createOriginGuard(http);
  const metrics = registerMetrics(options.metrics);
  const description = JSON.stringify(openApiDocument(options.version));
  const methods = new Map<string, Set<string>>();
  const route = (method: string, path: string, handler: Handler<{ Bindings: Connection }>) => {
    app.on(method, path, handler);
    methods.set(path, (methods.get(path) ?? new Set()).add(method));
  };

  // Those who ask for health know this machine by its address.
  route("GET", "/healthz", () => answer(200, '{"ok":true}', JSON_TYPE));
  route("GET", "/readyz", async () => {
    const state = await options.ready();
    const { ready } = state;
    return answer(ready ? 200 : 503, JSON.stringify(state), { ...JSON_TYPE, ...(ready ? {} : { "retry-after": "1" }) });
  });
  app.use(async (c, next) => {
    const refused = guard(c.req.raw, c.env ?? {});
    return refused ?? (await next());
  });
  route("GET", "/metrics", async () =>
    answer(200, await options.metrics.metrics(), { "content-type": options.metrics.contentType }),
  );
  route("GET", `${API}/openapi.json`, () => answer(200, description, { ...JSON_TYPE, "cache-control": "no-cache" }));
  for (const id of Object.keys(ROUTES) as OperationId[]) {
    const [method, path] = ROUTES[id];
    const pattern = API + path.replace(/\{(\w+)\}/g, ":$1");
    route(method.toUpperCase(), pattern, operationRoute(OPERATIONS[id], services, options, metrics));
  }
  methods.set(DELIVERIES, new Set(["POST"]));
  for (const [path, named] of methods) app.all(path, ({ req }) => otherMethod(req.raw, named, http.origins));
  app.notFound(() => {
    const detail = "expected the path of an operation, there is none here";
    const remedy = `see ${API}/openapi.json for all operations`;
    return problemResponse(problem("no-such-route", detail, { remedy }));
  });
  app.onError((error) => {
    options.log.error({ error: loggedError(error) }, "request failed");
    return problemResponse(problem("internal", "expected the request to succeed, got an internal error"));
  });
  // Deliveries pass a door of their own: a router with one route and nothing around it costs least.
  const doors: App = new Hono();
  doors.post(DELIVERIES, deliveryRoute(services, options, metrics, guard));
  doors.notFound((c) => app.fetch(c.req.raw, c.env));
  return doors;
}

/** OPTIONS tells what there is, to pages of allowed origins in the words that browsers ask for; any other method is 405. */
function otherMethod(request: Request, named: ReadonlySet<string>, origins: readonly string[]): Response {
  const all = [...named, ...(named.has("GET") ? ["HEAD"] : []), "OPTIONS"].sort();
  const allow = all.join(", ");
  if (request.method !== "OPTIONS") {
    const detail = `expected one of ${allow}, got ${request.method.slice(0, 20)}`;
    return problemResponse(problem("method-not-allowed", detail), { allow });
  }
  const cors = corsHeaders(request.headers.get("origin"), origins);
  if (cors["access-control-allow-origin"] === undefined) return answer(204, null, { allow });
  return answer(204, null, {
    allow,
    ...cors,
    "access-control-allow-methods": allow,
    "access-control-allow-headers": READ_HEADERS,
    "access-control-max-age": "600",
  });
}
