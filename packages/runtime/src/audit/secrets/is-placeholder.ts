/** What stands for a value that is put in later, in shells, templates and formats. */
const VARIABLE = [
  /\$\{|\{\{|\$\(|#\{/,
  /\{[^{}]{0,50}\}/,
  /%[A-Z_]{1,30}%/,
  /^%(?:\(\w{1,50}\))?[sdvr]$/,
  /^\$+[A-Za-z_]\w*$/,
  /^(?:\[.*\]|\(.*\)|:\w+|@\w+@|__\w+__)$/,
];
/** A regular expression that matches addresses is none. */
const PATTERN = /\[\^|\.[*+?]|\\[wdsWDS]|\(\?|\][+*{]|\)\?/;
/** Words that say what has to be put in. */
const WORD =
  /^(?:(?:your|my|the|a|an|some|new|old|real|actual|db|database|user|admin|insert|enter|replace[-_]?with|put)[-_ ]?){0,3}(?:password|passwd|passphrase|passwort|pwd)(?:[-_ ]?here)?$/i;
const YOURS = /^(?:your|my|replace|insert)[-_ ].*(?:pass|secret|token|key)/i;
const SAID = /^(?:redacted|removed|hidden|masked|placeholder|none|null|undefined|empty|todo)$/i;
/** Together such a user and such a password are a form, not a login: where nothing says that the host is a real one. */
const USER = /^(?:user|username|userid|login|name|usr|me|account|foo|id|client[-_]?id)$/i;
const WEAK = /^(?:pass|secret|token|key|bar|passw?|changeme|credentials?|auth|api[-_]?key)$/i;
/** What examples of databases have as password, with whatever user. */
const DATABASE = /^(?:mongodb|mysql|postgres)/;
const DATABASE_WEAK = /^(?:root|admin|user|username|pass|secret)$/i;
/** Shorter ones are nearly always made up. */
const SHORTEST = 4;

/** An address as a parser reads it. */
export interface Login {
  readonly scheme: string;
  readonly user: string;
  readonly password: string;
  readonly host: string;
}

/** Whether user and password of an address only show where they go. */
export function isPlaceholder({ scheme, user, password, host }: Login): boolean {
  if ([...password].length < SHORTEST || /^(.)\1*$/u.test(password)) return true;
  if ([user, password].some((part) => VARIABLE.some((form) => form.test(part)) || PATTERN.test(part))) return true;
  if ([WORD, YOURS, SAID].some((form) => form.test(password))) return true;
  if (DATABASE.test(scheme) && DATABASE_WEAK.test(password)) return true;
  return USER.test(user) && WEAK.test(password) && !/[.[]/.test(host);
}
