import { expect, test } from "vitest";
import { privateKey } from "./private-key.ts";

const lines = (magic: string) => [
  magic + "Ab3/".repeat(15),
  ...Array.from({ length: 4 }, () => "cD4+".repeat(16)),
  "Zz0=",
];
const armour = (label: string, body: readonly string[]) => [
  `-----BEGIN ${label}PRIVATE ${"KEY"}-----`,
  ...body,
  `-----END ${label}PRIVATE ${"KEY"}-----`,
];
const DER = armour("", lines("MIIE"));
const PGP = [
  `-----BEGIN PGP PRIVATE ${"KEY"} BLOCK-----`,
  "Version: GnuPG v2",
  "",
  ...lines("lQOY"),
  "=aB3/",
  `-----END PGP PRIVATE ${"KEY"} BLOCK-----`,
];

test.each([
  ["PKCS #8", DER.join("\n")],
  ["PKCS #8 with a password", armour("ENCRYPTED ", lines("MIIF")).join("\n")],
  [
    "an encrypted key with headers",
    armour("RSA ", ["Proc-Type: 4,ENCRYPTED", "DEK-Info: AES-128-CBC,AB", "", ...lines("MIIE")]).join("\r\n"),
  ],
  ["OpenSSH's", armour("OPENSSH ", lines("b3BlbnNzaC1rZXktdjEA")).join("\n")],
  ["OpenPGP's", PGP.join("\n")],
  ["one in a comment", DER.map((line) => `# ${line}`).join("\n")],
  ["one in a comment of C", DER.map((line) => `  // ${line}`).join("\n")],
  ["OpenPGP's in a comment", PGP.map((line) => ` * ${line}`).join("\n")],
  ["one in strings", DER.map((line) => `  "${line}\\n"`).join("\n")],
  ["one in JSON", JSON.stringify({ key: DER.join("\n") })],
  ["one that is indented", DER.map((line) => `    ${line}`).join("\n")],
])("finds %s", async (_name, text) => {
  const [found, ...others] = privateKey.detect(`a\n${text}\nb`, "a");
  expect(others).toEqual([]);
  expect(`a\n${text}\nb`.slice(found?.from, found?.to)).toMatch(/^-----BEGIN [\s\S]*-----$/);
});

test.each([
  ["a placeholder", armour("", ["MIIE...", "your key here".repeat(20)]).join("\n")],
  ["a short one", armour("", ["MIIEAb3/"]).join("\n")],
  ["something else in Base64", armour("", lines("AAAA")).join("\n")],
  ["a first line alone", DER.slice(0, -1).join("\n")],
  ["a certificate", DER.join("\n").replaceAll("PRIVATE KEY", "CERTIFICATE")],
])("does not take %s for a key", async (_name, text) => {
  expect(privateKey.detect(text, "a")).toEqual([]);
});
