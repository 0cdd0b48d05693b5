/** One kind of credential that is recognised by how it looks. `$1`, where there is one, is kept. */
export interface KnownShape {
  readonly name: string;
  readonly pattern: RegExp;
  /** What every such credential holds; texts without it are not searched. */
  readonly anchor?: string;
}

/**
 * Credentials whose form is public. Every pattern starts with a literal, so that a search through megabytes stays fast, and
 * repeats with an upper bound, so that no text can make it slow. A letter behind a backslash is the end of an escape, as in
 * a JSON text, and no part of a word.
 */
export const KNOWN_SHAPES: readonly KnownShape[] = [
  { name: "GitHub token", pattern: /()gh[pousr]_[A-Za-z0-9]{36,255}/g },
  { name: "GitHub fine-grained token", pattern: /()github_pat_[A-Za-z0-9_]{22,255}/g },
  { name: "sdetkit server token", pattern: /()sdk_[0-9A-Za-z]{49}/g },
  { name: "GitLab token", pattern: /()glpat-[\w-]{20,255}/g },
  { name: "AWS access key id", pattern: /()(?<!(?<!\\)[A-Za-z0-9])(?:AKIA|ASIA)[A-Z2-7]{16}(?![A-Za-z0-9])/g },
  {
    name: "AWS secret access key",
    pattern: /(secret_?access_?key["']?\s{0,4}[=:]\s{0,4}["']?)[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+])/gi,
  },
  { name: "Slack token", pattern: /()xox[abeoprs]-[A-Za-z0-9-]{10,255}/g },
  { name: "Slack webhook", pattern: /(hooks\.slack\.com\/(?:services|workflows)\/)[A-Za-z0-9/]{20,255}/g },
  { name: "Google API key", pattern: /()AIza[\w-]{35}/g },
  { name: "npm token", pattern: /()npm_[A-Za-z0-9]{36,255}/g },
  { name: "model API key", pattern: /()(?<!(?<!\\)[A-Za-z0-9])sk-(?:ant-|proj-)?[\w-]{32,255}/g },
  { name: "Stripe key", pattern: /()[rs]k_live_[A-Za-z0-9]{16,255}/g },
  {
    name: "JSON Web Token",
    // From the beginning of the word, and once a word: from each eyJ on, a text of nothing else would take its length squared.
    anchor: ".eyJ",
    pattern: /()(?<![\w-])[\w-]{11,}\.eyJ[\w-]{8,8000}(?:\.[\w-]{0,4000})?/g,
  },
  {
    name: "private key",
    pattern:
      /()-----BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----(?:[A-Za-z0-9+/=\s\\:,.]|-(?!-)){0,20000}(?:-----END [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----)?/g,
  },
  {
    name: "authorization header",
    pattern: /(authorization["']?\s{0,4}:\s{0,4}["']?\w{1,20}\s{1,4})[\w.~+/=-]{8,8000}/gi,
  },
  { name: "bearer token", pattern: /(bearer\s{1,4})(?=[^\s\d]{0,100}\d)[\w.~+/=-]{20,8000}/gi },
  {
    name: "URL credentials",
    pattern: /(:\/\/)(?:[^\s/:@"'<>\\]{0,256}:[^\s/@"'<>\\]{1,256}|[^\s/:@"'<>\\]{20,256})(?=@)/g,
  },
];
