import { Fault } from "@sdetkit/core";
import type { Invocation } from "../command/command.ts";
import { namedServer, type ServerOptions } from "../options/server-options.ts";

const DEFAULT = "http://127.0.0.1:8787";

/**
 * The address to call, without a trailing slash. A token is only sent where nobody on the way can read it: over TLS, or
 * within this machine, unless `SDETKIT_PLAIN_HTTP` says that the network is trusted.
 */
export function serverAddress(options: ServerOptions, invocation: Pick<Invocation, "console">): string {
  const asked = namedServer(options, invocation) ?? DEFAULT;
  const url = URL.parse(asked);
  if (url === null || !/^https?:$/.test(url.protocol) || hasMore(url)) {
    // A password that was put there is not repeated into a log.
    const shown = JSON.stringify(asked.replace(/\/\/.*@/, "//…@"));
    throw new Fault("usage", `expected --server to be an address such as ${DEFAULT}, got ${shown}`, {
      remedy: "write https://HOST, or http://127.0.0.1:PORT on this machine; the token comes from SDETKIT_TOKEN",
    });
  }
  const trusted = invocation.console.env["SDETKIT_PLAIN_HTTP"];
  if (url.protocol === "http:" && !isLoopback(url.hostname) && (trusted === undefined || trusted === "")) {
    throw new Fault(
      "plain-http",
      `expected https for ${url.host}: over http, anyone on the network path could read the token`,
    );
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, "");
}

/** What a command line needs so that it reaches the same server: ` --server URL`, or nothing where that is known anyway. */
export function serverFlag({ server }: ServerOptions): string {
  return server === undefined ? "" : ` --server ${server}`;
}

/** Whether it says who calls, or what for, which an address does not. */
function hasMore({ username, password, search, hash }: URL): boolean {
  return [username, password, search, hash].some((part) => part !== "");
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "[::1]" || /^127(\.\d+){3}$/.test(host);
}
