import type { Detection, Detector } from "./detector.ts";
import { isPlaceholderValue } from "./is-placeholder-value.ts";

/** Where a settings file of some tool keeps a credential. */
interface Setting {
  readonly kind: string;
  readonly title: string;
  /** One of them, in lower case, stands in every such text. */
  readonly keywords: readonly string[];
  /** The file's name; absent: the form is one of its own. */
  readonly file?: RegExp;
  /** Its group `secret` is what must not be known. */
  readonly form: RegExp;
  /** Whatever stands there is one, unless it is a reference. */
  readonly always?: boolean;
  /** The secret is user and password in Base64. */
  readonly login?: boolean;
}

/** Add one: how the tool calls what it keeps. Patterns are bounded and begin with a literal. */
const SETTINGS: readonly Setting[] = [
  {
    kind: "npmrc-auth-token",
    title: "token in an .npmrc",
    keywords: ["_authtoken"],
    form: /\b_authToken[ \t]{0,4}=[ \t]{0,4}["']?(?<secret>[^\s"'$<{%][^\s"']{7,500})/dg,
    always: true,
  },
  {
    kind: "npmrc-auth",
    title: "login in an .npmrc",
    keywords: ["_auth"],
    form: /(?:^|:)_auth[ \t]{0,4}=[ \t]{0,4}["']?(?<secret>[A-Za-z0-9+/]{8,500}={0,2})/dgm,
    login: true,
  },
  {
    kind: "npmrc-password",
    title: "password in an .npmrc",
    keywords: ["_password"],
    file: /(?:^|\/)\.?npmrc$/,
    form: /(?:^|:)_password[ \t]{0,4}=[ \t]{0,4}["']?(?<secret>[^\s"'$]{4,500})/dgm,
  },
  {
    kind: "netrc-password",
    title: "password in a .netrc",
    keywords: ["machine "],
    form: /\bmachine\s{1,20}\S{1,253}\s{1,20}login\s{1,20}\S{1,253}\s{1,20}password\s{1,20}(?<secret>\S{4,500})/dg,
  },
  {
    kind: "pypirc-password",
    title: "password in a .pypirc",
    keywords: ["password"],
    file: /(?:^|\/)\.?pypirc$/,
    form: /^password[ \t]{0,10}[:=][ \t]{0,10}(?<secret>\S{4,500})/dgm,
  },
  {
    kind: "docker-auth",
    title: "login to a container registry",
    keywords: ['"auth"'],
    form: /"auth"\s{0,10}:\s{0,10}"(?<secret>[A-Za-z0-9+/]{8,2000}={0,2})"/dg,
    login: true,
  },
  {
    kind: "docker-identity-token",
    title: "token of a container registry",
    keywords: ['"identitytoken"', '"registrytoken"'],
    form: /"(?:identity|registry)token"\s{0,10}:\s{0,10}"(?<secret>[\w.+/=-]{16,4000})"/dg,
  },
  {
    kind: "nuget-password",
    title: "password of a NuGet source",
    keywords: ["cleartextpassword", 'key="password"'],
    file: /(?:^|\/)nuget\.config$/i,
    form: /<add\s{1,10}key="(?:ClearText)?Password"\s{1,10}value="(?<secret>[^"\r\n]{8,500})"/dgi,
  },
  {
    kind: "maven-password",
    title: "password in Maven's settings",
    keywords: ["<password>", "<passphrase>"],
    file: /(?:^|\/)settings(?:-security)?\.xml$/,
    form: /<(?:password|passphrase)>\s{0,20}(?<secret>[^<\s{][^<\s]{3,500})/dg,
  },
  {
    kind: "pgpass-password",
    title: "password in a .pgpass",
    keywords: [":5432:", ":*:"],
    file: /(?:^|\/)\.?pgpass(?:\.conf)?$/,
    form: /^[^#:\r\n]{1,253}:(?:\d{1,5}|\*):[^:\r\n]{1,100}:[^:\r\n]{1,100}:(?<secret>[^\s:]{4,200})/dgm,
  },
  {
    kind: "private-jwk",
    title: "private JSON Web Key",
    keywords: ['"kty"'],
    form: /"(?:d|k)"\s{0,10}:\s{0,10}"(?<secret>[\w-]{40,1000})"/dg,
  },
  {
    kind: "xml-rsa-key",
    title: "private RSA key in XML",
    keywords: ["<rsakeyvalue>"],
    form: /<D>\s{0,20}(?<secret>[A-Za-z0-9+/=]{40,1000})\s{0,20}<\/D>/dg,
  },
];

/** Credentials in the settings files of package managers and other tools. */
export const settingsDetectors: readonly Detector[] = SETTINGS.map((setting) => ({
  name: "settings",
  keywords: setting.keywords,
  rank: "value",
  detect: (text, path) => (setting.file?.test(path) === false ? [] : [...credentialsIn(text, setting)]),
}));

function* credentialsIn(text: string, { form, kind, title, login, always }: Setting): Generator<Detection> {
  for (const { indices } of text.matchAll(form)) {
    const [from, to] = (indices as RegExpIndicesArray).groups?.["secret"] ?? [0, 0];
    const secret = login ? passwordOf(text.slice(from, to)) : text.slice(from, to);
    if (secret !== undefined && (always || !isPlaceholderValue(secret))) yield { kind, title, from, to };
  }
}

/** Of user and password in Base64, as HTTP's Basic scheme joins them (RFC 7617). */
function passwordOf(encoded: string): string | undefined {
  const plain = Buffer.from(encoded, "base64").toString("utf8");
  const password = plain.slice(plain.indexOf(":") + 1);
  return /^[\x20-\x7e]+$/.test(plain) && plain.includes(":") && password.length >= 4 ? password : undefined;
}
