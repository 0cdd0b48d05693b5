import { problem } from "../api/problems.ts";
import { plainAddress } from "../network/client-network.ts";
import type { Settings } from "../settings/types.ts";
import type { Connection } from "./connection.ts";
import { problemResponse } from "./problem-response.ts";

/** Says no to requests that were not meant for this server, or come from a page of somebody else; null: go on. */
export type OriginGuard = (request: Request, connection: Connection) => Response | null;

const AUTHORITY = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?$/;

/**
 * Host against an allowlist (421, RFC 9110, 15.5.20), so that a name that somebody rebinds to this address reaches nothing; and
 * Origin (403), so that foreign pages cannot ask. The address that the connection came in on needs no entry: no name leads
 * to a page of another origin there.
 */
export function createOriginGuard({ host, hosts, origins }: Settings["http"]): OriginGuard {
  const known = new Set(
    ["localhost", "127.0.0.1", "[::1]", host, ...hosts].map((name) => bracketed(name.toLowerCase())),
  );
  const allowed = new Set(origins);
  return (request, { incoming }) => {
    // From the request line when that names it (RFC 9112, 3.2.2), else from the Host header.
    const authority = authorityOf(request.url);
    const name = AUTHORITY.exec(authority)?.[1];
    const said = incoming?.headers.host;
    const both = said === undefined || AUTHORITY.exec(said.toLowerCase())?.[1] === name;
    if (name === undefined || !both || !(known.has(name) || name === addressOf(incoming?.socket.localAddress))) {
      const detail = "expected a host name of this server in Host";
      return problemResponse(problem("unknown-host", detail), { connection: "close" });
    }
    const origin = incoming ? incoming.headers.origin : request.headers.get("origin");
    if (origin === undefined || origin === null || allowed.has(origin) || isOwn(origin, authority)) return null;
    const detail = "expected no Origin, or one that may call this server";
    return problemResponse(problem("foreign-origin", detail));
  };
}

/** What lets the pages of an allowed origin read an answer; nothing for all others. No credentials: there are no cookies. */
export function corsHeaders(origin: string | null, origins: readonly string[]): { readonly [name: string]: string } {
  if (origin === null || !origins.includes(origin)) return {};
  return {
    "access-control-allow-origin": origin,
    "access-control-expose-headers": "ETag, Link, Location, Retry-After, Idempotency-Replayed, X-Request-Id",
    "cross-origin-resource-policy": "cross-origin",
    vary: "Origin",
  };
}

function authorityOf(url: string): string {
  const start = url.indexOf("//") + 2;
  const end = url.slice(start).search(/[/?#]/);
  return (end === -1 ? url.slice(start) : url.slice(start, start + end)).toLowerCase();
}

function isOwn(origin: string, authority: string): boolean {
  return origin === `http://${authority}` || origin === `https://${authority}`;
}

function bracketed(host: string): string {
  return host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;
}

function addressOf(address: string | undefined): string | null {
  if (address === undefined) return null;
  return bracketed(plainAddress(address));
}
