import type { X509Certificate } from "node:crypto";
import { statSync } from "node:fs";
import { Fault } from "@sdetkit/core";
import { type Finding, fine } from "@sdetkit/runtime";
import { readTlsFiles } from "../../http/read-tls-files.ts";
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
    return fine(behindProxy ? "a reverse proxy terminates TLS" : `none, on ${host} only`);
  },
};

/** The judgement on a certificate and its key at a time, in milliseconds since the epoch. */
export function judgeTls(tls: { readonly cert: string; readonly key: string }, now: number): Finding {
  let certificate: X509Certificate;
  try {
    ({ certificate } = readTlsFiles(tls));
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return failing(error.message, error.remedy ?? "");
  }
  const [from, to] = [certificate.validFromDate, certificate.validToDate];
  const days = Math.floor((to.getTime() - now) / DAY_MS);
  const remedy = "get a new certificate, then restart the server";
  if (now > to.getTime()) return failing(`expected a valid certificate, it expired on ${to.toISOString()}`, remedy);
  if (now < from.getTime())
    return failing(
      `expected a valid certificate, it is not valid before ${from.toISOString()}`,
      "check this machine's clock, or wait",
    );
  if (days < WARN_DAYS) return warning(`the certificate expires in ${days} days, on ${to.toISOString()}`, remedy);
  if ((statSync(tls.key).mode & 0o007) !== 0)
    return warning(`expected ${tls.key} to be closed to other users, it is not`, `run \`chmod o= ${tls.key}\``);
  return fine(`valid for ${days} days`);
}
