import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { type Finding, fine } from "@sdetkit/runtime";
import { failing, type ServerCheck, warning } from "./check.ts";

const DAY_MS = 86_400_000;
const WARN_DAYS = 14;

/** Whether the TLS files can be used: read, belonging together, in their time, the key nobody else's. */
export const tlsCheck: ServerCheck = {
  id: "tls",
  title: "TLS",
  look: async ({ settings, now }) => {
    const { tls, behindProxy, host } = settings().http;
    if (tls !== null) return judgeTls(tls, now());
    return fine(behindProxy ? "a proxy in front terminates it" : `none, on ${host} alone`);
  },
};

/** The judgement on a certificate and its key at a time, in milliseconds since the epoch. */
export function judgeTls(tls: { readonly cert: string; readonly key: string }, now: number): Finding {
  const [cert, key] = [read(tls.cert), read(tls.key)];
  for (const [path, content] of [
    [tls.cert, cert],
    [tls.key, key],
  ] as const)
    if (content === null)
      return failing(
        `expected to read ${path}, and cannot`,
        "name readable PEM files under http.tls, or with --tls-cert and --tls-key",
      );
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(cert!);
    if (!certificate.checkPrivateKey(createPrivateKey(key!)))
      return failing(
        `expected the key of the certificate in ${tls.key}, got another one's`,
        "name the key that the certificate was made for",
      );
  } catch {
    return failing(
      `expected a certificate and an unencrypted private key as PEM in ${tls.cert} and ${tls.key}`,
      "convert them with openssl, e.g. `openssl x509 -in FILE -outform pem`",
    );
  }
  const [from, to] = [certificate.validFromDate, certificate.validToDate];
  const days = Math.floor((to.getTime() - now) / DAY_MS);
  const remedy = "get a new certificate, then restart the server";
  if (now > to.getTime()) return failing(`expected a valid certificate, it ended on ${to.toISOString()}`, remedy);
  if (now < from.getTime())
    return failing(
      `expected a valid certificate, it begins on ${from.toISOString()}`,
      "look at the clock of this machine, or wait",
    );
  if (days < WARN_DAYS) return warning(`the certificate ends in ${days} days, on ${to.toISOString()}`, remedy);
  if ((statSync(tls.key).mode & 0o007) !== 0)
    return warning(`expected ${tls.key} to be closed to others, and it is not`, `chmod o= ${tls.key}`);
  return fine(`valid for ${days} days`);
}

function read(path: string): Buffer | null {
  try {
    return readFileSync(path);
  } catch {
    return null;
  }
}
