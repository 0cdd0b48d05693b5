import type { Severity } from "../finding.ts";
import type { TextFile } from "../rule.ts";
import type { Secret } from "./find-secrets.ts";

/** Detectors that know a form of address with a password in it, and not the shape of one vendor's token. */
const ADDRESSES = new Set(["basicauth", "database-connection-string"]);

/** Names that no one can own (RFC 2606, RFC 6761): whatever the password, nothing is behind it. */
const RESERVED_HOST =
  /^(?:(?:[\w-]+\.)*(?:example\.(?:com|net|org)|example|test|invalid|localhost)|127(?:\.\d{1,3}){3}|0\.0\.0\.0)\.?(?=$|[/:?#])/i;

/** Folders whose keys and passwords open nothing but what a test or an example starts itself. */
const SAMPLES =
  /(?:^|\/)(?:tests?|testdata|testing|__tests__|specs?|fixtures?|__fixtures__|mocks?|__mocks__|samples?|examples?|docs?|documentation)\/|(?:^|\/)test_[^/]*$|[._-](?:test|spec)\.[^./]+$/i;

/** What a secret means where it stands; `example` means nothing at all. */
export type SecretVerdict = "example" | { readonly severity: Severity; readonly remedy: string };

/** Tells a key that opens something from one made for a test. A vendor's token is an error wherever it stands. */
export function judgeSecret(secret: Secret, file: Pick<TextFile, "path" | "text">): SecretVerdict {
  const address = ADDRESSES.has(secret.detector);
  if (address && RESERVED_HOST.test(hostOnwards(file.text.slice(secret.from, secret.to)))) return "example";
  if (SAMPLES.test(file.path) && (address || secret.detector === "privatekey")) {
    const remedy = "Make sure that it opens nothing outside of this folder; if it does, revoke it.";
    return { severity: "note", remedy };
  }
  const remedy = "Revoke it, then keep it outside the repository.";
  return { severity: address ? "warning" : "error", remedy };
}

/** What comes behind the credentials of an address. */
function hostOnwards(address: string): string {
  return address.slice(address.lastIndexOf("@") + 1);
}
