import { assignedValue } from "../assigned-value.ts";
import type { Detection, Rank } from "../detector.ts";
import { entropy } from "../entropy.ts";
import { isGenerated } from "../is-generated.ts";
import { isBlank, isMadeUp } from "../is-made-up.ts";
import { isPublished } from "../is-published.ts";
import { isWords } from "../is-words.ts";
import { hasChecksum } from "./checksums.ts";
import { type CompiledFormat, isTokenFormat } from "./compiled-format.ts";
import type { AssignedFormat, TokenFormat } from "./format.ts";

/** In bits per character. Made-up tokens repeat a few characters; names and words stay below what a value has to have. */
const LEAST_OF_TOKENS = 2.2;
const LEAST_OF_VALUES = 2.9;
/** How far back a name goes from one of its parts, in UTF-16 code units. */
const NAME = 48;
/** So short a beginning stands in front of many words: what follows has to look like chance. */
const SHORT_START = 4;
/** So long a beginning stands in front of nothing else. */
const TELLING_START = 5;
/** Names of what identifies content: as long as a secret, and made public on purpose. */
const PUBLIC =
  /sha\d*(?![a-z])|hash|checksum|digest|commit|revision|fingerprint|etag|md5|integrity|public|uuid$|guid$/i;

/** The formats that share a keyword. */
export interface KeywordFormats {
  readonly tokens: readonly CompiledFormat[];
  readonly values: readonly CompiledFormat[];
}

/** What a vendor's format found. */
export interface FormatDetection extends Detection {
  readonly vendor: string;
  readonly rank: Rank;
}

/** Asks the formats of a keyword that stands at `[from, to)` of a text. */
export function* findFormats(
  formats: KeywordFormats,
  { text, path }: { readonly text: string; readonly path: string },
  from: number,
  to: number,
): Generator<FormatDetection> {
  for (const token of formats.tokens) {
    const found = tokenAt(token, text, from, to);
    if (found) yield found;
  }
  if (formats.values.length === 0 || isInsideWord(text, from, to) || isGenerated(path)) return;
  const assigned = assignedValue(text, to);
  if (assigned === undefined) return;
  const begin = from - (/[\w.-]*$/.exec(text.slice(Math.max(0, from - NAME), from))?.[0].length ?? 0);
  const name = text.slice(begin, to) + assigned.rest;
  if (PUBLIC.test(name)) return;
  for (const value of formats.values) {
    if (value.format.files?.some((ending) => path.endsWith(ending)) === false) continue;
    const found = valueAt(value, name, text, assigned.value);
    if (found) {
      yield found;
      return;
    }
  }
}

function tokenAt(
  { expression, format, id, vendor, title }: CompiledFormat,
  text: string,
  from: number,
  to: number,
): FormatDetection | undefined {
  expression.lastIndex = from;
  const match = expression.exec(text);
  if (match === null) return undefined;
  const start = from - (match[1]?.length ?? 0);
  const end = from + match[0].length;
  const varying = text.slice(start, from) + text.slice(to, end);
  if (entropy(varying) < (format.entropy ?? LEAST_OF_TOKENS) || isBlank(varying)) return undefined;
  const madeUp = isMadeUp(varying);
  // Behind a longer beginning nothing else looks like that: somebody should see it, be it typed.
  if (madeUp && to - from < TELLING_START) return undefined;
  if (to - from < SHORT_START && !isRandomBehindShortStart(varying, format as TokenFormat)) return undefined;
  if (isPublished(text.slice(start, end))) return undefined;
  const wrong = format.checksum !== undefined && !hasChecksum(text.slice(start, end), format.checksum);
  return {
    kind: id,
    title,
    vendor,
    rank: "token",
    from: start,
    to: end,
    common: to - from,
    ...(format.severity ? { severity: format.severity } : {}),
    ...(wrong ? { wrongChecksum: true } : {}),
    ...(madeUp ? { madeUp: true } : {}),
  };
}

function isRandomBehindShortStart(varying: string, { body }: TokenFormat): boolean {
  return (/\d/.test(varying) || !/0-9|\\w/.test(body)) && !isWords(varying);
}

function valueAt(
  { expression, format, id, vendor, title }: CompiledFormat,
  name: string,
  text: string,
  from: number,
): FormatDetection | undefined {
  const { says, prevails } = format as AssignedFormat;
  if (says && !says.some((word) => name.toLowerCase().includes(word))) return undefined;
  expression.lastIndex = from;
  const value = expression.exec(text)?.[0];
  if (value === undefined || !isRandom(value, format.entropy ?? LEAST_OF_VALUES)) return undefined;
  return {
    kind: id,
    title,
    vendor,
    rank: prevails ? "named" : "value",
    from,
    to: from + value.length,
    ...(format.severity ? { severity: format.severity } : {}),
  };
}

function isRandom(value: string, least: number): boolean {
  if (entropy(value) < least || isMadeUp(value)) return false;
  return /\d/.test(value);
}

/**
 * Whether a keyword lies across the words of a name, as `lob` does in `global` and `sumo` in `sumOf`: a capital behind a small letter
 * begins a word.
 */
function isInsideWord(text: string, from: number, to: number): boolean {
  const before = text[from - 1] ?? "";
  if (/[a-z]/i.test(before) && !(/[a-z]/.test(before) && /[A-Z]/.test(text[from] ?? ""))) return true;
  return /^[a-z][A-Z][a-z]$/.test(text.slice(to - 2, to + 1));
}

export function splitByShape(formats: readonly CompiledFormat[]): KeywordFormats {
  const tokens = formats.filter(({ format }) => isTokenFormat(format));
  return { tokens, values: formats.filter((each) => !tokens.includes(each)) };
}
