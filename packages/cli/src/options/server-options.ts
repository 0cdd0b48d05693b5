import { lstatSync } from "node:fs";
import { join } from "node:path";
import type { Command, OptionValues } from "@commander-js/extra-typings";
import type { Invocation } from "../command/command.ts";

/** Which server is meant, and where the token lies that says who calls. The token itself is never a word of a command line. */
export type ServerOptions = {
  readonly server?: string;
  readonly tokenFile?: string;
};

/** The server that was named with `--server`, else in `SDETKIT_SERVER`. */
export function namedServer({ server }: ServerOptions, { console }: Pick<Invocation, "console">): string | undefined {
  const named = server ?? console.env["SDETKIT_SERVER"];
  return named === "" ? undefined : named;
}

/**
 * The server that a command which also works without one is to work on; undefined when it is to work here. `--server` beats a
 * folder that was named with `-C`, or that is an export, and both beat `SDETKIT_SERVER`.
 */
export function askedServer(options: ServerOptions, invocation: Invocation): string | undefined {
  const here = options.server === undefined && (invocation.folderNamed || isExport(invocation.cwd));
  return here ? undefined : namedServer(options, invocation);
}

/** Whether a folder holds a ledger without the key to add to it: only reading it here makes sense. */
function isExport(folder: string): boolean {
  const agent = join(folder, ".sdetkit", "agent");
  try {
    const find = (...path: string[]) => lstatSync(join(agent, ...path), { throwIfNoEntry: false });
    return find("history", "history.db") !== undefined && find("keys", "ledger.key") === undefined;
  } catch {
    // Closed to this user: nobody can tell.
    return false;
  }
}

const SERVER =
  "use this server instead of the local workspace (SDETKIT_SERVER, unless -C names a folder); reads the token from SDETKIT_TOKEN";
const ITS_SERVER =
  "address of the server (SDETKIT_SERVER, or http://127.0.0.1:8787); reads the token from SDETKIT_TOKEN";
const TOKEN_FILE = "read the token from this file instead (SDETKIT_TOKEN_FILE)";

/** Adds `--server` and `--token-file` to a command that also works without a server. */
// biome-ignore lint/suspicious/noExplicitAny: commander's own bound on arguments.
export function withServer<A extends any[], O extends OptionValues>(
  command: Command<A, O>,
): Command<A, O & ServerOptions> {
  return command.option("--server <url>", SERVER).option("--token-file <file>", TOKEN_FILE) as never;
}

/** Adds them to a command that only a server can answer. */
// biome-ignore lint/suspicious/noExplicitAny: commander's own bound on arguments.
export function onServer<A extends any[], O extends OptionValues>(
  command: Command<A, O>,
): Command<A, O & ServerOptions> {
  return command.option("--server <url>", ITS_SERVER).option("--token-file <file>", TOKEN_FILE) as never;
}

/** Adds `--limit` to a list. */
// biome-ignore lint/suspicious/noExplicitAny: commander's own bound on arguments.
export function withLimit<A extends any[], O extends OptionValues>(
  command: Command<A, O>,
): Command<A, O & { readonly limit: string }> {
  return command.option("--limit <count>", "maximum number of entries; 0 for all", "50") as never;
}
