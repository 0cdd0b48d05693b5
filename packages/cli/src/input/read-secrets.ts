import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { Fault } from "@sdetkit/core";
import { decodeUtf8 } from "@sdetkit/runtime";
import type { Invocation } from "../command/command.ts";

const FORMS = "name=@FILE, name=- for standard input, or name=$VARIABLE";

/**
 * `--secret` words as secrets by name. What stands on a command line can be read by every process of the machine and stays
 * in the shell's history, so that only the place of a secret can be named there. A final line end is not part of a secret.
 */
export async function readSecrets(
  words: readonly string[],
  { console }: Pick<Invocation, "console">,
): Promise<{ [name: string]: string }> {
  const secrets = new Map<string, string>();
  let piped: string | undefined;
  for (const word of words) {
    const [, name, source] = /^([A-Za-z][\w-]*)=(@.+|-|\$[A-Za-z_]\w*)$/s.exec(word) ?? [];
    // What was given may be the secret itself: it is not repeated.
    if (name === undefined || source === undefined) throw usage(`expected --secret ${FORMS}, got something else`);
    if (secrets.has(name)) throw usage(`expected each secret once, got --secret ${name}=… twice`);
    if (source === "-" && piped !== undefined) throw usage("expected one secret from standard input, got several");
    if (source === "-") piped = name;
    const text = (await readSource(name, source, console)).replace(/\r?\n$/, "");
    if (text === "") throw usage(`expected a secret in ${source}, but it is empty`);
    if (!text.isWellFormed()) throw usage(`expected UTF-8 text as the secret in ${source}, got other bytes`);
    secrets.set(name, text);
  }
  return Object.fromEntries(secrets);
}

async function readSource(name: string, source: string, console: Invocation["console"]): Promise<string> {
  if (source === "-") return await console.stdin.text();
  if (source.startsWith("$")) {
    const value = console.env[source.slice(1)];
    if (value === undefined) throw usage(`expected the secret ${name} in the variable ${source}, but it is not set`);
    return value;
  }
  const file = source.slice(1);
  try {
    return decodeUtf8(await readFile(resolve(console.cwd, file)));
  } catch (cause) {
    const why = (cause as NodeJS.ErrnoException).code === "ENOENT" ? "there is none" : "it cannot be read";
    throw usage(`expected the secret ${name} in the file ${file}, but ${why}`, cause);
  }
}

function usage(message: string, cause?: unknown): Fault {
  const remedy = `write --secret ${FORMS} (in single quotes, so that the shell does not expand the secret)`;
  return new Fault("usage", message, { remedy, ...(cause === undefined ? {} : { cause }) });
}
