import { Fault } from "@sdetkit/core";
import { API, type OperationId, ROUTES } from "../api/routes.ts";
import { readEvents } from "./read-events.ts";
import { type Problem, ServerFault } from "./server-fault.ts";
import type { InputOf, OutputOf, PagedId, RunMessage } from "./types.ts";

/** Where the server is, who calls, and how. */
export interface ClientOptions {
  /** `http://127.0.0.1:8787`, or with the path that a proxy puts before it. */
  readonly url: string;
  readonly token: string;
  readonly fetch?: typeof globalThis.fetch;
  /** `sdetkit/1.2.3`, for the server's log. */
  readonly userAgent?: string;
}

/** How one call is made. */
export interface CallOptions {
  readonly signal?: AbortSignal;
  /** The same key again gives the same answer and does nothing twice: for everything but GET. */
  readonly idempotencyKey?: string;
  readonly headers?: { readonly [name: string]: string };
}

/**
 * The API of a server, typed by the operations themselves. A refusal is a ServerFault; Fault `server-unreachable` when
 * nobody answers, `not-a-server` when somebody else does.
 */
export interface Client {
  /** Calls an operation, and gives the JSON that it answers; null for an answer without content. */
  call<I extends OperationId>(id: I, ...rest: Rest<I>): Promise<OutputOf<I>>;
  /** As `call`, with the answer as it comes: for files and other things that are no JSON. */
  open<I extends OperationId>(id: I, ...rest: Rest<I>): Promise<Response>;
  /** Every item of a list, page after page. */
  each<I extends PagedId>(id: I, ...rest: Rest<I>): AsyncGenerator<OutputOf<I>["items"][number]>;
  /** What happens in a run from the first event on, or after `after`, until it is over; comes back when the connection breaks. */
  follow(run: string, options?: CallOptions & { readonly after?: number }): AsyncGenerator<RunMessage>;
}

type Rest<I extends OperationId> =
  Record<never, never> extends InputOf<I>
    ? [input?: InputOf<I>, options?: CallOptions]
    : [input: InputOf<I>, options?: CallOptions];

interface Parts {
  readonly params?: { readonly [name: string]: unknown };
  readonly query?: { readonly [name: string]: unknown };
  readonly body?: unknown;
}

const RECONNECTS = 5;
const RECONNECT_MS = 500;

/** A client of one server. */
export function createClient({ url, token, fetch = globalThis.fetch, userAgent = "sdetkit" }: ClientOptions): Client {
  const base = baseOf(url);

  async function open(id: OperationId, parts: Parts = {}, options: CallOptions = {}): Promise<Response> {
    const [method, path] = ROUTES[id];
    const target = new URL(`${base}${API}${fill(path, parts.params ?? {})}`);
    for (const [name, value] of Object.entries(parts.query ?? {}))
      if (value !== undefined) target.searchParams.set(name, String(value));
    const headers: Record<string, string> = {
      authorization: `Bearer ${token}`,
      "user-agent": userAgent,
      ...(parts.body === undefined ? {} : { "content-type": "application/json" }),
      ...(options.idempotencyKey === undefined ? {} : { "idempotency-key": options.idempotencyKey }),
      ...options.headers,
    };
    const request: RequestInit = {
      method: method.toUpperCase(),
      headers,
      // A redirect would carry the token to whoever it names.
      redirect: "error",
      ...(parts.body === undefined ? {} : { body: JSON.stringify(parts.body) }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    };
    const response = await fetch(target, request).catch((error) => {
      if (options.signal?.aborted || error instanceof Fault) throw error;
      throw unreachable(base, error);
    });
    if (!response.ok && response.status !== 304) throw await faultOf(response, base, parts.params ?? {});
    return response;
  }

  async function call(id: OperationId, parts?: Parts, options?: CallOptions): Promise<unknown> {
    const response = await open(id, parts, options);
    if (response.status === 204) return null;
    if (!/^application\/json\b/.test(response.headers.get("content-type") ?? "")) throw notAServer(base);
    return await response.json();
  }

  async function* each(id: OperationId, parts: Parts = {}, options?: CallOptions): AsyncGenerator<unknown> {
    let cursor: string | null = null;
    do {
      const query: Parts["query"] = { ...parts.query, ...(cursor === null ? {} : { cursor }) };
      const page = (await call(id, { ...parts, query }, options)) as { items: unknown[]; next: string | null };
      yield* page.items;
      cursor = page.next;
    } while (cursor !== null);
  }

  async function* follow(
    run: string,
    { after = 0, ...options }: CallOptions & { readonly after?: number } = {},
  ): AsyncGenerator<RunMessage> {
    let last = after;
    for (let failures = 0; ; ) {
      try {
        const headers = { ...options.headers, ...(last > 0 ? { "last-event-id": String(last) } : {}) };
        const { body } = await open("runs.events", { params: { run } }, { ...options, headers });
        for await (const event of readEvents(body!)) {
          failures = 0;
          if (event.id !== null) last = Number(event.id);
          const message = JSON.parse(event.data) as RunMessage;
          yield message;
          if (message.kind === "end") return;
        }
      } catch (error) {
        const lasting = error instanceof ServerFault && error.problem.status < 500 && error.problem.status !== 429;
        if (lasting || options.signal?.aborted || failures >= RECONNECTS) throw error;
      }
      failures += 1;
      await new Promise((resolve) => setTimeout(resolve, RECONNECT_MS * failures));
    }
  }

  // The types follow from the registry; here every operation is alike.
  return { call, open, each, follow } as unknown as Client;
}

function baseOf(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (!parsed || !/^https?:$/.test(parsed.protocol) || parsed.username !== "" || parsed.search !== "") {
    throw new Fault("usage", `expected the URL of a server, got ${JSON.stringify(url.replace(/\/\/[^/]*@/, "//…@"))}`, {
      remedy: "write it like http://127.0.0.1:8787",
    });
  }
  return `${parsed.origin}${parsed.pathname.replace(/\/+$/, "")}`;
}

function fill(path: string, params: { readonly [name: string]: unknown }): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = String(params[name] ?? "");
    // `.` and `..` would change the path even when encoded.
    if (value === "" || value === "." || value === "..") {
      const message = `expected an identifier for ${name}, got ${JSON.stringify(value)}`;
      throw new Fault("usage", message, { remedy: `name the ${name}` });
    }
    return encodeURIComponent(value);
  });
}

async function faultOf(response: Response, base: string, params: NonNullable<Parts["params"]>): Promise<Fault> {
  const type = response.headers.get("content-type") ?? "";
  if (!/^application\/problem\+json\b/.test(type)) return notAServer(base, response.status);
  const problem = (await response.json()) as Problem;
  const seconds = Number(response.headers.get("retry-after") ?? Number.NaN);
  return new ServerFault(named(problem, params), Number.isFinite(seconds) ? seconds : null);
}

/** A server does not say what is not there; whoever asked knows. */
function named(problem: Problem, params: NonNullable<Parts["params"]>): Problem {
  const [what, asked] = Object.entries(params).at(-1) ?? [];
  if (problem.code !== "not-found" || what === undefined) return problem;
  return { ...problem, detail: `there is no ${what} ${JSON.stringify(String(asked))}` };
}

function unreachable(base: string, cause: unknown): Fault {
  const why = (cause as { cause?: { code?: unknown } }).cause?.code;
  const because = typeof why === "string" ? `: ${why}` : "";
  return new Fault("server-unreachable", `expected a response from ${base}, got none${because}`, { cause });
}

function notAServer(base: string, status?: number): Fault {
  const got = status === undefined ? "something else" : `status ${status} and something else`;
  return new Fault("not-a-server", `expected a response of sdetkit's API from ${base}, got ${got}`);
}
