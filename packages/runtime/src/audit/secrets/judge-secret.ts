import type { Severity } from "../finding.ts";
import type { TextFile } from "../rule.ts";
import type { Secret } from "./find-secrets.ts";
import { isReservedHost } from "./reserved-host.ts";

/** Folders whose keys and passwords open nothing but what a test or an example starts itself. */
const SAMPLES =
  /(?:^|\/)(?:tests?|_?test[-_]?data|testing|e2e|__tests__|specs?|fixtures?|__fixtures__|mocks?|__mocks__|samples?|examples?|docs?|documentation)\/|(?:^|\/)test_[^/]*$|[._-](?:test|spec)\.[^./]+$/i;

/** What a secret means where it stands; `example` means nothing at all. */
export type SecretVerdict = "example" | { readonly severity: Severity; readonly remedy: string };

/** Whether a file only tests or shows something. */
export function isSamplePath(path: string): boolean {
  return SAMPLES.test(path);
}

/** Tells a key that opens something from one made for a test. A vendor's token is an error wherever it stands. */
export function judgeSecret(secret: Secret, file: Pick<TextFile, "path">): SecretVerdict {
  const sample = isSamplePath(file.path);
  if (secret.madeUp) return { severity: "note", remedy: "It looks made up; if it is not, revoke it." };
  if (secret.host !== undefined && isReservedHost(secret.host)) return "example";
  if (sample && (secret.rank !== "token" || secret.severity !== undefined) && secret.detector !== "sdetkit") {
    const remedy = "Make sure that it opens nothing outside of this folder; if it does, revoke it.";
    return { severity: "note", remedy };
  }
  if (secret.wrongChecksum) {
    return { severity: sample ? "note" : "warning", remedy: "No server takes it as it stands: mend or remove it." };
  }
  const remedy = "Revoke it, then keep it outside the repository.";
  return { severity: secret.severity ?? (secret.rank === "address" ? "warning" : "error"), remedy };
}
