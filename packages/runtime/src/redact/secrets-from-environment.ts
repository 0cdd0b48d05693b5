import { isOrdinary, isSecretName } from "@sdetkit/core";
import type { NamedSecret } from "./secret-variants.ts";

/** `scheme://user:password@host`, up to the last @ of the authority. */
const PASSWORD_IN_ADDRESS = /^[a-z][a-z0-9+.-]*:\/\/[^\s/:]*:([^\s/]+)@[^\s@]*$/i;

/**
 * The secrets of an environment: values of variables whose names look like those of secrets (see `isSecretName`), and passwords
 * in addresses under any name; but not what is ordinary (see `isOrdinary`). Longest first. A variable that the policy lets
 * commands see is a secret all the same.
 */
export function secretsFromEnvironment(env: { readonly [name: string]: string | undefined }): NamedSecret[] {
  const secrets = Object.entries(env).flatMap(([variable, value = ""]) =>
    [...(isSecretName(variable) ? [value] : []), ...passwordsIn(value)]
      .filter((secret) => !isOrdinary(secret))
      .map((secret) => ({ variable, value: secret })),
  );
  return secrets.sort((a, b) => b.value.length - a.value.length || (a.variable < b.variable ? -1 : 1));
}

/** As it is written, and as it is meant. */
function passwordsIn(address: string): string[] {
  const password = PASSWORD_IN_ADDRESS.exec(address.trim())?.[1];
  if (password === undefined) return [];
  try {
    return [...new Set([password, decodeURIComponent(password)])];
  } catch {
    return [password];
  }
}
