import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { Fault } from "@sdetkit/core";
import type { Settings } from "../settings/types.ts";

/** A certificate with its chain and its key, as PEM. */
export interface TlsFiles {
  readonly cert: Buffer;
  readonly key: Buffer;
  /** The first of the chain: the server's own. */
  readonly certificate: X509Certificate;
}

/**
 * Reads the files of `http.tls`. Fault `tls-unusable` (exit 2) when one cannot be read, is no PEM of its kind, or does not belong to
 * the other. Whether the certificate is in its time is not looked at: a server with one that ended still starts.
 */
export function readTlsFiles(tls: NonNullable<Settings["http"]["tls"]>): TlsFiles {
  const [cert, key] = [read(tls.cert), read(tls.key)];
  let certificate: X509Certificate;
  let matches: boolean;
  try {
    certificate = new X509Certificate(cert);
    matches = certificate.checkPrivateKey(createPrivateKey(key));
  } catch (cause) {
    throw unusable(
      `expected a certificate and an unencrypted private key as PEM in ${tls.cert} and ${tls.key}`,
      "convert them with openssl, e.g. `openssl x509 -in FILE -outform pem`",
      cause,
    );
  }
  if (matches) return { cert, key, certificate };
  throw unusable(
    `expected the key of the certificate in ${tls.key}, got that of another`,
    "name the key that the certificate was made for",
  );
}

function read(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw unusable(
      `expected ${path} to be readable, it is not`,
      "name readable PEM files under http.tls, or with --tls-cert and --tls-key",
      cause,
    );
  }
}

function unusable(message: string, remedy: string, cause?: unknown): Fault {
  return new Fault("tls-unusable", message, { remedy, cause });
}
