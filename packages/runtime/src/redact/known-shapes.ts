import { isOrdinary } from "@sdetkit/core";

/** One kind of credential that is recognised by how it looks. `$1`, where there is one, is kept. */
export interface KnownShape {
  /** As a message says it: `found a GitHub token`. */
  readonly name: string;
  readonly pattern: RegExp;
  /** What every such credential holds; texts without it are not searched. */
  readonly anchor?: string;
  /**
   * Whether what matched is likely to be a placeholder or prose. It is cut from records and screens all the same; a file may
   * hold it as it is.
   */
  readonly harmless?: (secret: string) => boolean;
}

/** `$PASSWORD`, `${{ env.PW }}`, `%s`, `<token>`, `***`, `[redacted]`: a place for a secret. */
const isPlaceholder = (text: string) => /^(?:[$%{<*[]|\.{3})/.test(text);
const isOrdinaryOrPlaceholder = (text: string) => isOrdinary(text) || isPlaceholder(text);
const hasNoDigit = (text: string) => !/\d/.test(text);

/** `user:password`: harmless where the password is, as in `postgres:postgres`. */
function isOrdinaryLogin(userInfo: string): boolean {
  const colon = userInfo.indexOf(":");
  return colon >= 0 && isOrdinaryOrPlaceholder(userInfo.slice(colon + 1));
}

/** A header with a value that has a digit in it: words after the colon are prose. */
const DIGIT_AHEAD = "(?=[^\\s\\d\"']{0,100}\\d)";

/**
 * A private key from its first line on: to its last line, whatever its lines begin and end with (comment signs, quotes, a
 * diff's signs) and whatever headers it has; where that is not there, as far as it looks like a key.
 */
const BEGIN_KEY = "-----BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----";
const END_KEY = "-----END [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----";
const KEY_TO_ITS_END = `(?:(?!-----BEGIN )[\\s\\S]){0,20000}?${END_KEY}`;
const KEY_WITHOUT_END = `(?:[A-Za-z0-9+/=\\s\\\\:,.#"'>*|;&()@_~<]|-(?!-)){0,20000}`;

/**
 * Credentials whose form is public. Every pattern starts with a literal or has an anchor, so that a search through megabytes
 * stays fast, and repeats with an upper bound, so that no text can make it slow. A letter behind a backslash is the end of an
 * escape, as in a JSON text, and no part of a word.
 */
export const KNOWN_SHAPES: readonly KnownShape[] = [
  { name: "a GitHub token", pattern: /()gh[pousr]_[A-Za-z0-9]{36,255}/g },
  { name: "a GitHub fine-grained token", pattern: /()github_pat_[A-Za-z0-9_]{22,255}/g },
  { name: "an sdetkit server token", pattern: /()sdk_[0-9A-Za-z]{49}/g },
  { name: "a GitLab token", pattern: /()glpat-[\w-]{20,255}/g },
  { name: "an AWS access key id", pattern: /()(?<!(?<!\\)[A-Za-z0-9])(?:AKIA|ASIA)[A-Z2-7]{16}(?![A-Za-z0-9])/g },
  {
    name: "an AWS secret access key",
    pattern: /(secret_?access_?key["']?\s{0,4}[=:]\s{0,4}["']?)[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+])/gi,
  },
  { name: "a Slack token", pattern: /()xox[abeoprs]-[A-Za-z0-9-]{10,255}/g, harmless: hasNoDigit },
  { name: "a Slack webhook", pattern: /(hooks\.slack\.com\/(?:services|workflows)\/)[A-Za-z0-9/]{20,255}/g },
  {
    name: "a Telegram bot token",
    anchor: ":A",
    pattern: /()(?<!\d)\d{6,12}:A[\w-]{34}(?![\w-])/g,
  },
  { name: "a webhook secret", pattern: /()whsec_[A-Za-z0-9+/=]{16,255}/g },
  { name: "a Google API key", pattern: /()AIza[\w-]{35}/g },
  { name: "an npm token", pattern: /()npm_[A-Za-z0-9]{36,255}/g },
  {
    name: "a model API key",
    pattern: /()(?<!(?<!\\)[A-Za-z0-9])sk-(?:ant-|proj-)?[\w-]{32,255}/g,
    harmless: hasNoDigit,
  },
  { name: "a Stripe key", pattern: /()[rs]k_live_[A-Za-z0-9]{16,255}/g },
  {
    name: "a JSON Web Token",
    // From the beginning of the word, and once a word: from each eyJ on, a text of nothing else would take its length squared.
    anchor: ".eyJ",
    pattern: /()(?<![\w-])[\w-]{11,}\.eyJ[\w-]{8,8000}(?:\.[\w-]{0,4000})?/g,
  },
  {
    name: "a private key",
    pattern: new RegExp(`()${BEGIN_KEY}(?:${KEY_TO_ITS_END}|${KEY_WITHOUT_END})`, "g"),
    // A page about keys names their first line; a key has lines of Base64.
    harmless: (key) => !/[A-Za-z0-9+/]{16}/.test(key.slice(key.indexOf("KEY"))),
  },
  {
    name: "an authorization header",
    pattern: /(authorization["']?\s{0,4}:\s{0,4}["']?\w{1,20}\s{1,4})[\w.~+/=-]{8,8000}/gi,
    harmless: isOrdinaryOrPlaceholder,
  },
  {
    name: "an authorization header",
    pattern: new RegExp(`(authorization["']?\\s{0,4}:\\s{0,4}["']?)${DIGIT_AHEAD}[\\w.~+/=-]{8,8000}`, "gi"),
    harmless: isOrdinaryOrPlaceholder,
  },
  {
    name: "a header with a token",
    anchor: ":",
    pattern: new RegExp(
      `((?:private|job|deploy|api|x(?:-[a-z]{1,20}){1,3})-(?:token|key|secret)["']?\\s{0,4}:\\s{0,4}["']?)${DIGIT_AHEAD}[\\w.~+/=-]{8,8000}`,
      "gi",
    ),
    harmless: isOrdinaryOrPlaceholder,
  },
  { name: "a bearer token", pattern: /(bearer\s{1,4})(?=[^\s\d]{0,100}\d)[\w.~+/=-]{20,8000}/gi },
  {
    name: "a password in an address",
    // Up to the last @ of the authority, as URL readers do. A port is no password: what follows it is a path.
    pattern: /(:\/\/)(?:[^\s/:"'<>\\[]{0,256}:(?!\d{0,5}[?#])[^\s/"<>\\]{1,512}|[^\s/:"'<>\\[]{20,512})(?=@)/g,
    harmless: isOrdinaryLogin,
  },
];
