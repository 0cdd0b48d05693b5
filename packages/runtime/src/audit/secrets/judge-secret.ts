import type { Severity } from "../finding.ts";
import type { TextFile } from "../rule.ts";
import { addressDetectors } from "./address-detectors.ts";
import type { Secret } from "./find-secrets.ts";
import { isReservedHost } from "./reserved-host.ts";

/** Detectors that know a form of address with a password in it, and not the shape of one vendor's token. */
const ADDRESSES = new Set(addressDetectors.map(({ name }) => name));

/** Folders whose keys and passwords open nothing but what a test or an example starts itself. */
const SAMPLES =
  /(?:^|\/)(?:tests?|testdata|testing|__tests__|specs?|fixtures?|__fixtures__|mocks?|__mocks__|samples?|examples?|docs?|documentation)\/|(?:^|\/)test_[^/]*$|[._-](?:test|spec)\.[^./]+$/i;

/** What a secret means where it stands; `example` means nothing at all. */
export type SecretVerdict = "example" | { readonly severity: Severity; readonly remedy: string };

/** Tells a key that opens something from one made for a test. A vendor's token is an error wherever it stands. */
export function judgeSecret(secret: Secret, file: Pick<TextFile, "path">): SecretVerdict {
  const address = ADDRESSES.has(secret.detector);
  if (secret.host !== undefined && isReservedHost(secret.host)) return "example";
  if (SAMPLES.test(file.path) && (address || secret.detector === "privatekey")) {
    const remedy = "Make sure that it opens nothing outside of this folder; if it does, revoke it.";
    return { severity: "note", remedy };
  }
  if (secret.wrongChecksum) {
    return {
      severity: SAMPLES.test(file.path) ? "note" : "warning",
      remedy: "No server takes it as it stands: mend or remove it.",
    };
  }
  const remedy = "Revoke it, then keep it outside the repository.";
  return { severity: secret.severity ?? (address ? "warning" : "error"), remedy };
}
