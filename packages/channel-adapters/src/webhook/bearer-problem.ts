import { sameSecret } from "../http-client/parse-payload.ts";

/** Why an `Authorization` header does not bear a secret (RFC 6750, 2.1), or null. */
export function bearerProblem(secret: string, authorization = ""): string | null {
  const given = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
  if (secret === "" || given === undefined) return "expected Authorization: Bearer";
  return sameSecret(given, secret) ? null : "the bearer secret is wrong";
}
