import { type Client, createClient } from "@sdetkit/server/client";
import type { Invocation } from "../command/command.ts";
import type { ServerOptions } from "../options/server-options.ts";
import { serverAddress, serverFlag } from "./address.ts";
import { readToken } from "./read-token.ts";
import { retryingFetch } from "./retrying-fetch.ts";

/** A server that a command works on. */
export interface Remote extends Client {
  readonly url: string;
  /** What a command line needs so that it reaches the same server: ` --server URL`, or nothing. */
  readonly flag: string;
}

/** Reads which server is meant and who calls. Nothing is sent yet. */
export async function connect(options: ServerOptions, invocation: Invocation): Promise<Remote> {
  const url = serverAddress(options, invocation);
  const token = await readToken(options, invocation);
  const client = createClient({
    url,
    token,
    fetch: retryingFetch(invocation.console.signal),
    userAgent: `sdetkit/${invocation.installation.version}`,
  });
  return { ...client, url, flag: serverFlag(options) };
}
