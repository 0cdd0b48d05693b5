import { lookup } from "node:dns/promises";
import { type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { isPublicAddress } from "../../network/public-address.ts";

/** Where a name leads, all addresses. */
export type Resolve = (hostname: string) => Promise<readonly { readonly address: string; readonly family: number }[]>;

/** Who may be reached. */
export interface GuardOptions {
  /** Public hosts: only by https on port 443, and only where all their addresses are public. */
  readonly vendors: readonly string[];
  /** Hosts, or `host:port`, that the operator named: may be private, and without TLS. */
  readonly listed: readonly string[];
  readonly resolve?: Resolve;
}

const TIMEOUT_MS = 10_000;
const MOST_BYTES = 4 * 1024 * 1024;

/** A request to where no request may go, or an answer that will not be followed. */
class RefusedRequest extends Error {
  override readonly name = "RefusedRequest";
  /** For messages that must not hold the URL: it may hold a token. */
  readonly code = "REQUEST_REFUSED";
}

/**
 * A `fetch` that cannot be led anywhere else: the host must be allowed, its name is resolved once, every address is
 * checked, and the connection goes to one of the very addresses that were checked. Redirects are refused, not followed. Ends after 10 s,
 * resolving included; answers up to 4 MiB.
 */
export function createGuardedFetch(options: GuardOptions): typeof globalThis.fetch {
  const resolve = options.resolve ?? ((hostname) => lookup(hostname, { all: true, verbatim: true }));
  return async (input, init) => {
    const request = new Request(input, init);
    const url = new URL(request.url);
    const hostname = url.hostname.replace(/^\[|\]$/g, "");
    const port = Number(url.port || (url.protocol === "https:" ? 443 : 80));
    const listed = options.listed.includes(url.hostname) || options.listed.includes(`${url.hostname}:${port}`);
    if (!listed) {
      if (!options.vendors.includes(url.hostname))
        throw new RefusedRequest(
          `expected one of the allowed hosts, got ${url.hostname}: name it under channels.hosts`,
        );
      if (url.protocol !== "https:" || port !== 443)
        throw new RefusedRequest(`expected https on port 443 for ${url.hostname}, got ${url.protocol}//…:${port}`);
    } else if (url.protocol !== "https:" && url.protocol !== "http:")
      throw new RefusedRequest(`expected http or https, got ${url.protocol}`);
    const signal = AbortSignal.any([request.signal, AbortSignal.timeout(TIMEOUT_MS)]);
    const family = isIP(hostname);
    const addresses =
      family > 0 ? [{ address: hostname, family }] : await unlessAborted(signal, () => resolve(hostname));
    if (addresses.length === 0) throw new RefusedRequest(`expected ${hostname} to have an address, it has none`);
    const inside = listed ? undefined : addresses.find(({ address }) => !isPublicAddress(address));
    if (inside)
      throw new RefusedRequest(`expected ${hostname} to be a public host, its address ${inside.address} is not`);
    const body = request.body === null ? null : Buffer.from(await request.arrayBuffer());
    return send(request, url, { addresses, body, signal });
  };
}

/** The system's own look-up cannot be told to stop: nobody waits for it any longer. */
async function unlessAborted<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  return await Promise.race([work(), aborted]).finally(() => signal.removeEventListener("abort", abort));
}

function send(
  request: Request,
  url: URL,
  {
    addresses,
    body,
    signal,
  }: {
    readonly addresses: Awaited<ReturnType<Resolve>>;
    readonly body: Buffer | null;
    readonly signal: AbortSignal;
  },
): Promise<Response> {
  // All of them: where one kind of address leads nowhere, Node goes on to the next.
  const pin: LookupFunction = (_, asked, answer) => {
    if (asked.all) answer(null, [...addresses]);
    else answer(null, addresses[0]!.address, addresses[0]!.family);
  };
  const headers: { [name: string]: string } = Object.fromEntries(request.headers);
  if (body !== null) headers["content-length"] = String(body.length);
  // Nothing here unpacks: what is small when packed may be large.
  headers["accept-encoding"] = "identity";
  return new Promise((resolve, reject) => {
    const ask = url.protocol === "https:" ? requestHttps : requestHttp;
    const outgoing = ask(url, { method: request.method, headers, lookup: pin, signal, agent: false }, (incoming) => {
      const status = incoming.statusCode ?? 0;
      if (status >= 300 && status < 400 && status !== 304) {
        incoming.destroy();
        reject(
          new RefusedRequest(`expected an answer from ${url.hostname}, got a redirect (${status}): none is followed`),
        );
      } else collect(incoming).then((data) => resolve(toResponse(incoming, status, data)), reject);
    });
    outgoing.on("error", reject);
    outgoing.end(body ?? undefined);
  });
}

async function collect(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) throw new RefusedRequest(`expected an answer of at most ${MOST_BYTES} bytes, it is longer`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function toResponse(incoming: IncomingMessage, status: number, data: Buffer): Response {
  const headers = new Headers();
  for (let i = 0; i + 1 < incoming.rawHeaders.length; i += 2)
    headers.append(incoming.rawHeaders[i]!, incoming.rawHeaders[i + 1]!);
  const bodiless = status === 101 || status === 204 || status === 205 || status === 304;
  return new Response(bodiless ? null : new Uint8Array(data), { status, headers });
}
