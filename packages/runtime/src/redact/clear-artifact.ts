import { Fault, REDACTED, secretFromEnvironment } from "@sdetkit/core";
import type { Redactor } from "./types.ts";

/** Bytes that may be kept as an artifact, and in how many places a credential was cut from them; absent when in none. */
export interface Cleared {
  readonly data: Uint8Array;
  readonly redacted?: number;
}

/**
 * The bytes of an artifact as they are: nothing is cut from them silently. Throws a Fault where they hold the value of one of
 * the caller's variables, or a credential that the step does not ask to have cut (`redact: true`).
 *
 * @param where the artifact, for messages.
 */
export function clearArtifact(
  data: Uint8Array,
  where: string,
  { redactor, redact }: { readonly redactor: Redactor; readonly redact: boolean },
): Cleared {
  refuseVariables(data, where, redactor);
  const [first] = redactor.credentialsIn(data);
  if (first === undefined) return { data };
  if (!redact) {
    const line = lineAt(data, first.from);
    const message = `${where}: expected no secrets, found ${first.shape} in line ${line}; take it out, or write redact: true in the step to have it cut`;
    throw new Fault("secret-in-artifact", message);
  }
  const cut = redactor.credentials.bytes(data);
  return { data: cut, redacted: countMarks(cut) - countMarks(data) || 1 };
}

/** Throws a Fault that names the caller's variables whose values are in a value. */
export function refuseVariables(value: unknown, where: string, redactor: Redactor): void {
  const variables = redactor.variablesIn(value);
  if (variables.length === 0) return;
  const { code, message } = secretFromEnvironment({ where, variables });
  throw new Fault(code, message);
}

/** How often `[redacted]` stands in bytes. */
export function countMarks(data: Uint8Array): number {
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString("latin1").split(REDACTED).length - 1;
}

function lineAt(data: Uint8Array, offset: number): number {
  let line = 1;
  for (let at = data.indexOf(10); at >= 0 && at < offset; at = data.indexOf(10, at + 1)) line += 1;
  return line;
}
