import type { AssignedFormat, SecretFormat, TokenFormat, Vendor } from "./format.ts";

/** A format, ready to be asked. */
export interface CompiledFormat {
  /** Stable: findings name it, e.g. `gitlab-personal-access-token`. */
  readonly id: string;
  readonly vendor: string;
  /** What messages call it, e.g. `GitLab personal access token`. */
  readonly title: string;
  readonly format: SecretFormat;
  /** In lower case. One of them stands in every text that holds such a secret. */
  readonly keywords: readonly string[];
  /**
   * Sticky. Of a token: matches at a keyword, the first group is what stands before it. Of an assigned value: matches at its
   * beginning.
   */
  readonly expression: RegExp;
}

/**
 * A word before a token makes it a piece of something longer, and so does a word with a dot, except in an address; not the escape of a
 * string, or of an address.
 */
const BEGIN = String.raw`(?<!\w|\w\.)|(?<=\\[nrtbfv])|(?<=%[0-9A-Fa-f]{2})`;
const BEGIN_OF_ADDRESS = String.raw`(?<!\w)`;
const END = String.raw`(?![\w-])`;
/** The same behind a token of more characters than those of words. */
const END_OF_BASE64 = String.raw`(?![\w+/=-])`;
const END_WITH_TILDE = String.raw`(?![\w~-])`;
/** A value ends where its assignment does. */
const VALUE_END = String.raw`(?=["'\x60\s;,)\]}<>\\&|#]|$)`;

export function isTokenFormat(format: SecretFormat): format is TokenFormat {
  return "starts" in format;
}

export function startsOf({ starts }: TokenFormat): readonly string[] {
  return typeof starts === "string" ? [starts] : starts;
}

export function namesOf(vendor: Vendor, { names }: AssignedFormat): readonly string[] {
  return names ?? vendor.names ?? [vendor.id];
}

export function compileFormat(vendor: Vendor, format: SecretFormat): CompiledFormat {
  const keywords = isTokenFormat(format) ? startsOf(format) : namesOf(vendor, format);
  let expression: RegExp | undefined;
  return {
    id: `${vendor.id}-${format.kind.replaceAll(/[^\w]+/g, "-").toLowerCase()}`,
    vendor: vendor.id,
    title: `${vendor.title} ${format.kind}`,
    format,
    keywords: keywords.map((keyword) => keyword.toLowerCase()),
    // Most formats are never asked: to compile all of them would take longer than to read a small repository.
    get expression() {
      expression ??= new RegExp(isTokenFormat(format) ? tokenPattern(format) : `(?:${format.value})${VALUE_END}`, "y");
      return expression;
    },
  };
}

function tokenPattern(format: TokenFormat): string {
  const begin = startsOf(format).every((start) => start.includes("/")) ? BEGIN_OF_ADDRESS : `(?:${BEGIN})`;
  const before = format.before === undefined ? begin : `(?<=${begin}(${format.before}))`;
  const literal = startsOf(format).map((start) => start.replaceAll(/[^\w]/g, "\\$&"));
  const end = format.body.includes("~") ? END_WITH_TILDE : format.body.includes("+/") ? END_OF_BASE64 : END;
  return `${before}(?:${literal.join("|")})(?:${format.body})${end}`;
}
