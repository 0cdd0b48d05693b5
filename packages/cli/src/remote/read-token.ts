import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { ExitCode, Fault } from "@sdetkit/core";
import type { Invocation } from "../command/command.ts";
import type { ServerOptions } from "../options/server-options.ts";

/** The token that says who calls: of the file that was named, else of `SDETKIT_TOKEN`. Faults with exit 4 when there is none. */
export async function readToken(
  { tokenFile }: ServerOptions,
  { console }: Pick<Invocation, "console">,
): Promise<string> {
  const { SDETKIT_TOKEN, SDETKIT_TOKEN_FILE } = console.env;
  // A flag beats the environment; of the two variables the token itself is the nearer one.
  const file = tokenFile ?? (SDETKIT_TOKEN ? undefined : SDETKIT_TOKEN_FILE);
  const token = (file ? await readTokenFile(resolve(console.cwd, file), file) : (SDETKIT_TOKEN ?? "")).trim();
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  const got = token === "" ? "found none" : "got text that cannot be one";
  throw new Fault("no-token", `expected a token for the server, ${got}`);
}

async function readTokenFile(path: string, name: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    const why = (cause as NodeJS.ErrnoException).code === "ENOENT" ? "there is none" : "it cannot be read";
    const options = { exit: ExitCode.unauthenticated, remedy: "check the path, and who may read the file", cause };
    throw new Fault("no-token", `expected a token in ${name}, but ${why}`, options);
  }
}
