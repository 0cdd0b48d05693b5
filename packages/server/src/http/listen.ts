import { createServer as createPlain, type IncomingMessage, type Server, STATUS_CODES } from "node:http";
import { createServer as createTls } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { createSecureContext } from "node:tls";
import { getRequestListener } from "@hono/node-server";
import { Fault } from "@sdetkit/core";
import { problem } from "../api/problems.ts";
import type { ProblemAnswer } from "../api/types.ts";
import type { Settings } from "../settings/types.ts";
import type { App } from "./create-app.ts";
import { problemResponse, problemText } from "./problem-response.ts";
import { readTlsFiles } from "./read-tls-files.ts";
import { targetProblem } from "./target-problem.ts";

/** How often requests that take too long are looked for. */
const LOOK_MS = 1_000;
/** A client that takes nothing of its answer for so long does not want it. */
const STALL_MS = 30_000;
/** What is still being answered when it closes has this long. */
const DRAIN_SECONDS = 10;
const KEEP_ALIVE_MS = 65_000;
const MOST_HEADER_BYTES = 16 * 1024;

/** A server that listens. */
export interface Listening {
  /** `http://127.0.0.1:8787` */
  readonly url: string;
  readonly port: number;
  /** Connections that are open now. */
  connections(): Promise<number>;
  /** Reads the TLS files anew, for connections from now on. Throws what is wrong with them, and goes on with those that it has. */
  reload(): void;
  /** Takes no more, ends what is idle and streams, lets the rest finish; cuts off what is left after so many seconds. */
  close(seconds?: number): Promise<void>;
}

/** Serves an app over HTTP/1.1, with TLS when configured. Every wait for a client has an end. */
export async function listen(app: App, { http }: Pick<Settings, "http">): Promise<Listening> {
  const closing = new AbortController();
  const listener = getRequestListener(
    (request, env) => {
      const incoming = env.incoming as IncomingMessage;
      if (hasManyHosts(incoming)) return malformed("expected one Host, got more than one");
      const wrong = targetProblem(incoming.url ?? "");
      if (wrong !== null) return malformed(wrong);
      return app.fetch(request, { ...env, closing: closing.signal });
    },
    { errorHandler: () => malformed("expected an HTTP request, its target cannot be read") },
  );
  const limits = {
    headersTimeout: http.headersSeconds * 1000,
    requestTimeout: Math.max(http.requestSeconds, http.headersSeconds) * 1000,
    connectionsCheckingInterval: LOOK_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    maxHeaderSize: MOST_HEADER_BYTES,
    requireHostHeader: true,
    insecureHTTPParser: false,
    noDelay: true,
  };
  const secure = http.tls ? createTls({ ...limits, ...secureOptions(http.tls) }) : null;
  const server: Server = secure ?? createPlain(limits);
  server.on("request", (incoming, outgoing) => {
    if (closing.signal.aborted) outgoing.setHeader("connection", "close");
    void listener(incoming, outgoing);
  });
  server.maxConnections = http.maxConnections;
  server.setTimeout(STALL_MS, (socket: Socket) => {
    // One that waits for us may wait; one that we wait for may not.
    if (socket.writableLength > 0) socket.destroy();
  });
  server.on("clientError", refuse);
  if (http.tls) server.on("tlsClientError", () => undefined);

  await new Promise<void>((resolve, reject) => {
    const refuse = (cause: NodeJS.ErrnoException) => reject(cannotListen(http, cause));
    server.once("error", refuse);
    server.listen(http.port, http.host, () => {
      server.off("error", refuse);
      resolve();
    });
  });
  const { port } = server.address() as AddressInfo;
  const host = http.host.includes(":") ? `[${http.host}]` : http.host;
  return {
    url: `${http.tls ? "https" : "http"}://${host}:${port}`,
    port,
    connections: () =>
      new Promise((resolve, reject) => {
        server.getConnections((error, count) => (error ? reject(error) : resolve(count)));
      }),
    reload: () => {
      if (secure === null || http.tls === null) return;
      const options = secureOptions(http.tls);
      // One that does not fit its key is found out here, and changes nothing.
      createSecureContext(options);
      secure.setSecureContext(options);
    },
    close: async (seconds = DRAIN_SECONDS) => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      closing.abort();
      server.closeIdleConnections();
      const timer = setTimeout(() => server.closeAllConnections(), seconds * 1000);
      await closed;
      clearTimeout(timer);
    },
  };
}

function secureOptions(tls: NonNullable<Settings["http"]["tls"]>) {
  const { cert, key } = readTlsFiles(tls);
  return { minVersion: "TLSv1.2", cert, key } as const;
}

/** Whoever stands before this server may have read another one than Node, which takes the first: 400 (RFC 9112, 3.2). */
function hasManyHosts({ rawHeaders }: IncomingMessage): boolean {
  return rawHeaders.filter((name, i) => i % 2 === 0 && name.toLowerCase() === "host").length > 1;
}

function malformed(detail: string): Response {
  return problemResponse(problem("malformed-request", detail), { connection: "close" });
}

function cannotListen({ host, port }: Settings["http"], cause: NodeJS.ErrnoException): Fault {
  const taken = cause.code === "EADDRINUSE";
  return new Fault(
    taken ? "port-taken" : "cannot-listen",
    `expected to listen on ${host}:${port}, ${taken ? "another program does" : `got ${cause.code ?? cause.message}`}`,
    {
      remedy: taken
        ? "stop that program, or name another port with --port"
        : "name an address of this machine and a port above 1023 under http.host and http.port",
      cause,
    },
  );
}

/** What cannot be read as a request, or does not come in time, is answered in the words of all others, and ended. */
function refuse(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === "ECONNRESET" || !socket.writable || socket.bytesWritten > 0) {
    socket.destroy();
    return;
  }
  const refusal = refusalOf(error.code);
  const body = problemText(refusal);
  socket.end(
    `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status]}\r\nContent-Type: application/problem+json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n` +
      `Cache-Control: no-store\r\nConnection: close\r\n\r\n${body}`,
  );
}

function refusalOf(code: string | undefined): ProblemAnswer {
  switch (code) {
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return problem("request-timeout", "expected the whole request in time");
    case "HPE_HEADER_OVERFLOW":
      return problem("headers-too-large", `expected at most ${MOST_HEADER_BYTES} bytes of headers`);
    default:
      return problem("malformed-request", "expected an HTTP/1.1 request, cannot read it as one");
  }
}
