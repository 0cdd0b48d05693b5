import { assignedValue } from "./assigned-value.ts";
import { entropy } from "./entropy.ts";
import { isPlaceholderValue } from "./is-placeholder-value.ts";
import { isWords } from "./is-words.ts";

/** A value that the name of a secret is given, in offsets of the text. */
export interface AssignedSecret {
  readonly name: string;
  /** The part of the name that says so, in lower case. */
  readonly word: string;
  readonly from: number;
  readonly to: number;
}

/** What names of passwords hold: their values may be words of a person. */
const PASSWORDS = ["passwd", "password", "passphrase", "passwort", "pwd"];
/** What names of keys and tokens hold: their values are made by chance. */
const TOKENS = ["access", "api", "auth", "bearer", "credential", "creds", "key", "secret", "token"];

/** In lower case. One of them stands in every text in which `findAssignedSecrets` finds something. */
export const secretWords: readonly string[] = [...PASSWORDS, ...TOKENS];

const WORD = new RegExp(secretWords.join("|"), "gi");
/** So short a word is a piece of many others. */
const SHORT = 5;
/** What a name may go on with behind such a word: another one, a plural, another part. */
const GOES_ON = new RegExp(`^(?:s?(?![a-z])|${secretWords.join("|")})`);
/** How far back a name goes from one of its parts, in UTF-16 code units. */
const NAME = 48;
/**
 * Names of what belongs to a secret and is none: where it lies, what it is called, how long it is, what is made of it. Also of what ends
 * like one: `keyboard`, `author`, `tokenizer`.
 */
const NOT_THE_SECRET =
  /(?:^|[._-]|(?<=[a-z]))(?:id|ids|name|names|url|uri|path|paths|file|files|dir|folder|length|len|size|type|types|count|index|field|fields|label|title|text|description|desc|message|msg|hint|help|placeholder|regex|pattern|format|prefix|suffix|header|headers|param|params|version|versions|hash|hashes|digest|checksum|algorithm|alg|expiry|expires|expiration|ttl|timeout|limit|limits|status|state|enabled|required|min|max|class|component|input|ref|arn|kid|bucket|region|host|endpoint|code|codes|event|events|scope|scopes|method|mode|rotation|policy|store|provider|manager|service|source|sourceid|env|variable|var|vault)s?$|public|pubkey|keyword|keyboard|keyframe|author|monkey|hotkey|primary|foreign|sort_?key|partition_?key|cache_?key|idempotency|websocket|accessib|accessor|random_?access|api_?version|csrf|xsrf|keystore|keytab|keymap|keying|token(?:ize|izer|ization)|uuid|guid|sha\d*$/i;
/** In sources of programs what stands without quotes is a name. */
const PROGRAM =
  /\.(?:[cm]?[jt]sx?|go|py|rb|java|kts?|scala|groovy|gradle|rs|cc?|cpp|cxx|hh?|hpp|cs|vb|fs|swift|m|mm|php|pl|pm|lua|dart|ex|exs|erl|hs|clj|r|jl|vue|svelte|sql|proto|tf)$/i;
/** In quotes up to their end; else a word of settings, which no program's expression may be. */
const QUOTED = /(?<quote>["'`])(?<value>[^"'`\r\n]{4,200})\k<quote>/y;
const BARE = /(?<value>[^\s"'`,;<>(){}[\]|\\]{6,200})(?=[\s"'`,;<\\]|$)/y;
/** What a value begins with behind a quote that the assignment has passed already. */
const OPENED = /(?<value>[^"'`\r\n]{4,200})["'`]/y;

/**
 * Finds values that look like secrets behind names that say so, whatever vendor they are from. References, words and what belongs to a
 * secret are left out, and so is what chance would hardly make.
 */
export function* findAssignedSecrets(text: string, path: string): Generator<AssignedSecret> {
  const program = PROGRAM.test(path);
  let end = 0;
  for (const { index, 0: found } of text.matchAll(WORD)) {
    if (index < end || isInsideWord(text, index, found)) continue;
    const word = found.toLowerCase();
    const assigned = assignedValue(text, index + found.length);
    if (assigned === undefined || assigned.value <= end) continue;
    const before = /[\w.-]*$/.exec(text.slice(Math.max(0, index - NAME), index))?.[0] ?? "";
    const name = before + found + assigned.rest;
    // A name that ends with a full stop is the end of a sentence.
    if (NOT_THE_SECRET.test(name) || name.endsWith(".")) continue;
    const value = valueAt(text, assigned.value);
    if (value === undefined || (program && !value.quoted)) continue;
    if (!isSecret(value.text, PASSWORDS.includes(word), value.quoted)) continue;
    end = value.from + value.text.length;
    yield { name, word, from: value.from, to: end };
  }
}

function isInsideWord(text: string, at: number, word: string): boolean {
  if (word.length > SHORT) return false;
  const before = text[at - 1] ?? "";
  const inside = /[a-z]/i.test(before) && !(/[a-z]/.test(before) && /[A-Z]/.test(word));
  return (
    (inside && !/(?:api|auth|secret|access|private)$/i.test(text.slice(Math.max(0, at - 8), at))) ||
    !goesOn(text, at + word.length)
  );
}

function goesOn(text: string, at: number): boolean {
  const rest = text.slice(at, at + 12);
  return GOES_ON.test(rest) || /^[A-Z]/.test(text.slice(at - 1, at));
}

interface Value {
  readonly text: string;
  readonly from: number;
  readonly quoted: boolean;
}

function valueAt(text: string, at: number): Value | undefined {
  const opened = /["'`]/.test(text[at - 1] ?? "");
  const form = opened ? OPENED : QUOTED;
  form.lastIndex = at;
  const quoted = form.exec(text)?.groups?.["value"];
  if (quoted !== undefined) return { text: quoted, from: opened ? at : at + 1, quoted: true };
  if (opened) return undefined;
  BARE.lastIndex = at;
  const bare = BARE.exec(text)?.groups?.["value"];
  // A comparison, or the rest of an expression.
  return bare === undefined || /[=!<>]=./.test(bare) ? undefined : { text: bare, from: at, quoted: false };
}

function isSecret(value: string, password: boolean, quoted: boolean): boolean {
  if (/\s/.test(value) || isPlaceholderValue(value)) return false;
  if (password) return quoted ? isPassword(value) : isPassword(value) && /\d/.test(value) && /[A-Za-z]/.test(value);
  return isRandom(value);
}

/** A person's choice: at least eight characters of two sorts, or ten that are no single word. */
function isPassword(value: string): boolean {
  if (value.length < 8 || /[/\\].*[/\\.]|^\w+:\/\//.test(value)) return false;
  const sorts = [/[a-z]/, /[A-Z]/, /\d/, /[^\w]/].filter((sort) => sort.test(value)).length;
  return sorts >= 2 && entropy(value) >= 2.5 && !isWords(value);
}

/** What a generator makes: no words, digits among letters, many different characters. */
function isRandom(value: string): boolean {
  if (!/^[\w+/=.~-]{10,200}$/.test(value) || !/[A-Za-z]/.test(value) || isStructured(value)) return false;
  if (!/\d/.test(value) && (value.match(/[a-z][A-Z]/g) ?? []).length < 5) return false;
  if (/^\d+(?:\.\d+)+|^v?\d+[.-]\d|\.(?:js|ts|py|go|java|json|ya?ml|xml|pem|key|crt|txt|com|org|net|io)$/i.test(value))
    return false;
  return entropy(value) >= (value.length >= 20 ? 3.5 : 3.1) && !isWords(value);
}

/** A name or a version: several short pieces. A UUID's last one is longer. */
function isStructured(value: string): boolean {
  const pieces = value.split(/[_.:/-]/);
  return pieces.length > 2 && pieces.every((piece) => piece.length < 12);
}
