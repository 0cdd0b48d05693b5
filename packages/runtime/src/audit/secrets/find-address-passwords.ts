import { isPlaceholder } from "./is-placeholder.ts";

/** An address with a password in it, in offsets of the text. */
export interface AddressPassword {
  /** In lower case; empty when the address leaves it to the page that it stands in. */
  readonly scheme: string;
  readonly from: number;
  /** The end of the host. */
  readonly to: number;
  /** As it is written; an IPv6 address with its brackets. */
  readonly host: string;
}

/**
 * Where an address may begin. Parsers of the special schemes (WHATWG URL, section 4.2) take any number of slashes of either kind;
 * all others want two. `\/` is how JSON may write a slash. Without a scheme only what is quoted or assigned is an address.
 */
const BEGINNING =
  /(?<special>(?<![A-Za-z\d+.-])(?:https?|ftps?|wss?)):(?:[\t\r\n]{0,2}[\\/]){0,8}|(?<other>[A-Za-z][A-Za-z\d+.-]{0,30}):(?:\\?\/){2}|(?<=["'`(=])(?:\\?\/){2}/gi;

/** The longest of these, in UTF-16 code units. */
const LONGEST_BEGINNING = 40;
/** The longest user, password and host that are looked at, in UTF-16 code units. */
const LONGEST = 1024;
/** What ends user, password and host for every parser, and what ends a word of a text. A `\` is the beginning of an escape. */
const END = /[/?#\s"'`<>]/;
const END_WITHIN = { '"': /[/?# "<>`]/, "'": /[/?# '<>`]/ } as const;
const HOST =
  /^(?:\[[\d:.a-f]{2,45}(?:%[\w.%-]{1,32})?\]|(?:[\p{L}\p{N}_]|%[\da-f]{2})(?:[\p{L}\p{N}_.~-]|%[\da-f]{2}){0,252})/iu;
/** A line that ends with a port, in a string that writes its line breaks as escapes. */
const PORT_AND_BREAK = /^:\d{0,5}\\[tnr]/;
/** An image that is named by its content (`docker://alpine:3.8@sha256:…`) has no password. */
const DIGEST = /^(?:sha\d{3}|blake\w{1,4})$/i;

/**
 * Finds the passwords in addresses, in the forms that parsers of addresses take: `@` inside the password (the last one counts),
 * percent-encoding, slashes of either kind, tabs and line breaks in between, IPv6 hosts, no scheme, no user.
 */
export function* findAddressPasswords(text: string): Generator<AddressPassword> {
  let end = 0;
  for (const { index, beginning, special, other } of beginnings(text)) {
    if (index < end) continue;
    const start = index + beginning.length;
    const authority = authorityAt(text, start, text[index - 1] ?? "");
    const at = authority.lastIndexOf("@");
    const colon = authority.indexOf(":");
    // Without any slash a user has to be named: `HTTP::Date` is no address.
    if (colon < 0 || at < colon || (colon === 0 && beginning.endsWith(":"))) continue;
    if (PORT_AND_BREAK.test(authority.slice(colon))) continue;
    const host = HOST.exec(authority.slice(at + 1))?.[0];
    if (host === undefined || DIGEST.test(host)) continue;
    const scheme = (special ?? other ?? "").toLowerCase();
    const [user, password] = [parsed(authority.slice(0, colon)), parsed(authority.slice(colon + 1, at))];
    if (isPlaceholder({ scheme, user, password, host })) continue;
    end = start + at + 1 + host.length;
    yield { scheme, from: index, to: end, host };
  }
}

interface Beginning {
  readonly index: number;
  readonly beginning: string;
  readonly special: string | undefined;
  readonly other: string | undefined;
}

/** Where addresses may begin from which an `@` is not too far: of most texts that is a small part. */
function* beginnings(text: string): Generator<Beginning> {
  let from = 0;
  for (let at = text.indexOf("@"); at >= 0; at = text.indexOf("@", at + 1)) {
    // One character more, for what stands before a beginning.
    const start = Math.max(from, at - LONGEST - LONGEST_BEGINNING);
    const lead = Math.min(start, 1);
    for (const { index, 0: beginning, groups } of text.slice(start - lead, at).matchAll(BEGINNING)) {
      if (index < lead && start > 0) continue;
      yield { index: start - lead + index, beginning, special: groups?.["special"], other: groups?.["other"] };
    }
    from = at;
  }
}

/** User, password, host and port: up to where an address ends. `quote`: what stands before the address. */
function authorityAt(text: string, start: number, quote: string): string {
  const near = text.slice(start, start + LONGEST);
  if (quote === '"' || quote === "'") {
    const end = near.search(END_WITHIN[quote]);
    if (end >= 0) return near.slice(0, end);
  }
  const end = near.search(END);
  const word = end < 0 ? near : near.slice(0, end);
  // A parser leaves out one tab or line break in the middle of a password; what follows a port is another line.
  const broken = /^[\t\r\n]{1,2}(?=[^\s@]{0,200}@)/.exec(near.slice(word.length));
  if (broken === null || !/:(?!\d*$)[^@]*$/.test(word)) return word;
  const rest = near.slice(word.length + broken[0].length);
  const more = rest.search(END);
  return word + broken[0] + (more < 0 ? rest : rest.slice(0, more));
}

/** As a parser reads it: without tabs and line breaks, be they written as escapes, and with what is percent-encoded. */
function parsed(part: string): string {
  const joined = part.replace(/[\t\r\n]|\\[tnr]|\\u00(?:09|0a|0d)/gi, "");
  try {
    return decodeURIComponent(joined);
  } catch {
    return joined;
  }
}
