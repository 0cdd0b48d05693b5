import { describe, expect, it, test } from "vitest";
import { createPace } from "../../platform/pace.ts";
import { findSecrets } from "./find-secrets.ts";

const pace = createPace(new AbortController().signal);
const find = (text: string, path = "a.txt") => Array.fromAsync(findSecrets(text, path, pace));
const kinds = async (text: string, path?: string) => (await find(text, path)).map(({ kind }) => kind);

/** Put together here, so that no scanner takes this file for a leak. */
const hex = ["9f2c", "7be1", "04d8", "a653"].join("").repeat(2);
const word = ["aB3dE6gH9jK2m", "N5pQ8sT1vW4xY7zC0fR"].join("").repeat(4);
const base64 = (text: string) => Buffer.from(text).toString("base64");
const base64url = (text: string) => Buffer.from(text).toString("base64url");
const jwt = (header: object, payload: object) =>
  `${[JSON.stringify(header), JSON.stringify(payload)].map(base64url).join(".")}.${word.slice(0, 43)}`;

describe("a value of a vendor without a form of its own", () => {
  it.each([
    ["an environment file", `TWILIO_AUTH_TOKEN=${hex}`],
    ["YAML", `twilio_token: '${hex}'`],
    ["JSON", `{ "twilioToken": "${hex}" }`],
    ["escaped JSON", `"{\\"twilioToken\\": \\"${hex}\\"}"`],
    ["XML", `<twilioToken>\n  ${hex}\n</twilioToken>`],
    ["attributes", `<add key="twilioToken" value="${hex}" />`],
    ["a list of variables", `- name: TWILIO_TOKEN\n  value: "${hex}"`],
    ["Go", `twilioToken := \`${hex}\``],
    ["TypeScript", `const twilioToken: string = "${hex}";`],
    ["a default", `process.env.TWILIO_TOKEN || "${hex}"`],
    ["another default", `os.environ.get("TWILIO_TOKEN", "${hex}")`],
    ["a setter", `setTwilioToken("${hex}")`],
    ["a header", `twilio-token: Bearer ${hex}`],
  ])("is found in %s", async (_name, text) => {
    expect(await kinds(text)).toEqual(["twilio-auth-token"]);
  });

  it.each([
    ["a hash by its name", `twilio_sha256: ${hex}`],
    ["a commit", `TWILIO_COMMIT=${hex}`],
    ["a longer value", `TWILIO_TOKEN=${hex}0`],
    ["a part of a path", `twilio_token = ${hex}/x`],
    ["a variable", "TWILIO_TOKEN=${TOKEN_OF_THE_ENVIRONMENT_HERE00}"],
    ["an order", `TWILIO_TOKEN=${"0123456789abcdef".repeat(2)}`],
    ["a repetition", `TWILIO_TOKEN=${"ab12".repeat(8)}`],
    ["another name", `token = ${hex}`],
    ["nothing assigned", `the twilio token ${hex}`],
  ])("is not %s", async (_name, text) => {
    expect(await kinds(text)).toEqual([]);
  });

  it("is none of a vendor whose name lies across words", async () => {
    const value = `live_${"9f2c7be104d8a653b71e0c4d8f2a96e51d3"}`;
    expect(await kinds(`lobToken = "${value}"`)).toEqual(["lob-api-key"]);
    for (const name of ["globalToken", "blob_token"]) expect(await kinds(`${name} = "${value}"`)).toEqual([]);
  });
});

describe("a token", () => {
  const token = `glpat-${word.slice(0, 20)}`;

  it.each([
    ["behind an escape", `"a\\n${token}"`],
    ["behind percent-encoding", `token%3D${token}`],
    ["at the end of a sentence", `It is ${token}. Keep it.`],
    ["as the name of a file", `keys/${token}.ts`],
  ])("is found %s", async (_name, text) => {
    expect(await kinds(text)).toEqual(["gitlab-personal-access-token"]);
  });

  it.each([
    ["inside a word", `x${token}`],
    ["as a part of a longer one", `${token}x`],
    ["in the name of a file", `icon.${token}.png`],
    ["with a repeated character", `glpat-${"x".repeat(20)}`],
  ])("is none %s", async (_name, text) => {
    expect(await kinds(text)).toEqual([]);
  });

  it("tells what was typed to show the form", async () => {
    for (const body of [`${"EXAMPLE"}${word.slice(0, 13)}`, "aBcDeFgHiJkLmNoPqRsT"])
      expect(await find(`glpat-${body}`)).toMatchObject([{ madeUp: true }]);
    expect(await find(token)).not.toMatchObject([{ madeUp: true }]);
  });

  it("tells a wrong checksum", async () => {
    const right = `ghp_${"wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx"}`;
    expect(await find(right)).not.toMatchObject([{ wrongChecksum: true }]);
    expect(await find(right.replace(/.$/, "y"))).toMatchObject([{ wrongChecksum: true }]);
  });

  it("counts once where several formats fit, and beside the address that it stands in", async () => {
    expect(await kinds(`https://oauth2:${token}@gitlab.acme.io/x.git`)).toEqual([
      "BasicAuth",
      "gitlab-personal-access-token",
    ]);
  });
});

describe("a JSON Web Token", () => {
  it("is found by its header", async () => {
    expect(await kinds(`token: ${jwt({ alg: "RS256" }, { iss: "acme" })}`)).toEqual(["JsonWebToken"]);
  });

  it.each([
    ["no header", `eyJ${word.slice(0, 30)}.eyJ${word.slice(0, 30)}.${word.slice(0, 43)}`],
    ["the example of jwt.io", jwt({ alg: "HS256" }, { sub: "1234567890", name: "John Doe" })],
    ["one half", `${base64url('{"alg":"HS256"}')}.${base64url('{"iss":"acme"}')}`],
  ])("is none with %s", async (_name, text) => {
    expect(await kinds(text)).toEqual([]);
  });
});

describe("Base64", () => {
  it("is looked into once", async () => {
    const token = `glpat-${word.slice(0, 20)}`;
    const once = base64(`user = me\ntoken = ${token}\n`);
    const text = `data: ${once}\n`;
    const [found, ...others] = await find(text);
    expect(others).toEqual([]);
    expect(found).toMatchObject({ kind: "gitlab-personal-access-token" });
    expect(text.slice(found?.from, found?.to)).toBe(once.replace(/=+$/, ""));
    expect(await kinds(base64(once))).toEqual([]);
  });

  it("holds a private key that nothing else gives away", async () => {
    const key = `-----BEGIN ${"PRIVATE"} KEY-----\nMC4CAQAwBQYDK2VwBCIEI${word.slice(0, 43)}\n-----END ${"PRIVATE"} KEY-----\n`;
    expect(await kinds(`key: ${base64(key)}`)).toEqual(["PrivateKey"]);
  });
});

describe("a Kubernetes Secret", () => {
  const secret = (data: string) => `apiVersion: v1\nkind: Secret\nmetadata:\n  name: login\n${data}`;
  const found = async (text: string) => (await find(text, "a.yaml")).map(({ from, to }) => text.slice(from, to));

  it("holds values, in Base64 and in the clear, before and behind its kind", async () => {
    const password = base64("correct-horse-battery");
    expect(
      await found(secret(`data:\n  # how\n  password: ${password}\n  username: ${base64("administrator")}\n`)),
    ).toEqual([password]);
    expect(await found(`data:\n  password: "${password}"\n${secret("type: Opaque\n")}`)).toEqual([password]);
    expect(await found(secret("stringData:\n  password: correct-horse-9\n  provider: postgresql\n"))).toEqual([
      "correct-horse-9",
    ]);
    expect(await found(secret(`data:\n  .dockercfg: |\n    ${password}\n`))).toEqual([password]);
  });

  it.each([
    ["templates", secret("data:\n  password: {{ .Values.password | b64enc }}\n")],
    ["nothing", secret('data:\n  password: ""\n')],
    ["a certificate", secret(`data:\n  ca.pem: ${base64("-----BEGIN CERTIFICATE-----\nMIID")}\n`)],
    ["another kind", secret(`data:\n  password: ${base64("correct-horse")}\n`).replace("Secret", "ConfigMap")],
    ["another document", `kind: Secret\n---\nkind: ConfigMap\ndata:\n  password: ${base64("correct-horse")}\n`],
  ])("holds none in %s", async (_name, text) => {
    expect(await found(text)).toEqual([]);
  });
});

test.each([
  ["npmrc-auth-token", ".npmrc", `//registry.acme.io/:_authToken=${hex}`],
  ["npmrc-auth", ".npmrc", `//registry.acme.io/:_auth=${base64("mary:correct-horse-9")}`],
  ["npmrc-password", ".npmrc", `//registry.acme.io/:_password=${base64("correct-horse-9")}`],
  ["netrc-password", ".netrc", `machine acme.io\n  login mary\n  ${"password"} correct-horse-9\n`],
  ["pypirc-password", ".pypirc", "[pypi]\nusername = mary\npassword = correct-horse-9\n"],
  ["docker-auth", "config.json", `{"auths": {"registry.acme.io": {"auth": "${base64("mary:correct-horse-9")}"}}}`],
  ["nuget-password", "NuGet.Config", '<add key="ClearTextPassword" value="correct-horse-9" />'],
  ["maven-password", "settings.xml", "<server><password>correct-horse-9</password></server>"],
  ["pgpass-password", ".pgpass", "db.acme.io:5432:app:mary:correct-horse-9"],
  ["private-jwk", "jwks.json", `{"kty":"OKP","crv":"Ed25519","d":"${word.slice(0, 43)}","x":"${word.slice(5, 48)}"}`],
  ["CurlLogin", "a.sh", `curl -s \\\n  ${"-u"} mary:correct-horse-9 https://acme.io`],
  ["CurlHeader", "a.sh", `curl -H "X-Api-Key: ${hex}" https://acme.io`],
])("a credential of the kind %s is found in %s", async (kind, path, text) => {
  expect(await kinds(text, path)).toEqual([kind]);
});

test.each([
  ["a variable in an .npmrc", ".npmrc", "//registry.acme.io/:_authToken=${NPM_TOKEN}"],
  ["an encrypted password of Maven", "settings.xml", "<password>{COQLCE6DU6GtcS5P=}</password>"],
  ["a password in another XML file", "app.xml", "<password>correct-horse-9</password>"],
  ["a login of variables", "a.sh", 'curl -u "$USER:$PASSWORD" https://acme.io'],
  ["a form of a login", "a.sh", "curl -u user:password https://acme.io"],
  ["a header with a variable", "a.sh", 'curl -H "Authorization: Bearer $TOKEN" https://acme.io'],
  ["a public JSON Web Key", "jwks.json", `{"kty":"OKP","x":"${word.slice(0, 43)}"}`],
])("%s is none", async (_name, path, text) => {
  expect(await kinds(text, path)).toEqual([]);
});

test.each([
  "glpat-",
  "twilio_token=",
  "eyJ.eyJ.",
  "curl -u ",
  '"auth":"',
  "machine a login ",
  "AAAA",
  "a://b:c@",
  "kind: Secret\n",
])("a text full of %j is answered", async (piece) => {
  await find(piece.repeat(1_000_000 / piece.length));
});
