import { SHORTEST_SECRET } from "@sdetkit/core";
import { createCutter, textsOf } from "./create-cutter.ts";
import { type Credential, findCredentials } from "./find-credentials.ts";
import { findVariables } from "./find-variables.ts";
import type { NamedSecret } from "./secret-variants.ts";
import type { Redactor } from "./types.ts";

/**
 * Makes the redactor of a run. What it takes out comes in two kinds: credentials of a well-known shape, which are the same for
 * everybody, and the values of the caller's variables, which are not. What holds no secret comes back as the very same object.
 *
 * @param options.secrets values to take out; those under 6 characters are ignored, they would hit ordinary text.
 */
export function createRedactor(options: { readonly secrets: readonly NamedSecret[] }): Redactor {
  const variables = findVariables(options.secrets.filter(({ value }) => value.trim().length >= SHORTEST_SECRET));
  const certain = (text: string) => findCredentials(text).filter(({ harmless }) => !harmless);
  return {
    ...createCutter({
      inText: (text) => [...variables.inText(text), ...findCredentials(text)],
      inBytes: (text) => [...variables.inBytes(text), ...findCredentials(text)],
    }),
    shapes: createCutter({ inText: findCredentials, inBytes: findCredentials }),
    credentials: createCutter({ inText: certain, inBytes: certain }),
    credentialsIn: (data) => certain(latin1(data)).sort(byPlace),
    variablesIn: (value) =>
      value instanceof Uint8Array
        ? variables.namesIn(latin1(value), true)
        : variables.namesIn([...textsOf(value), ...numbersOf(value)].join("\0"), false),
  };
}

function latin1(data: Uint8Array): string {
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString("latin1");
}

function byPlace(a: Credential, b: Credential): number {
  return a.from - b.from || b.to - a.to;
}

/** A value of digits alone is the same value as a number. */
function numbersOf(value: unknown): string[] {
  if (typeof value === "number") return [String(value)];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(numbersOf) : [];
}
