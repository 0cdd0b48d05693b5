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
/** Together with such a user such a password is a form, not a login. */
const USER = /^(?:user|username|userid|login|name|usr|u|me|account|foo|id|client[-_]?id)$/i;
const WEAK = /^(?:pass|secret|token|key|pw|bar|passw?|changeme|credentials?|auth|api[-_]?key)$/i;
/** Shorter ones are nearly always made up. */
const SHORTEST = 4;

/** Whether user and password of an address, as a parser reads them, only show where they go. */
export function isPlaceholder(user: string, password: string): boolean {
  if ([...password].length < SHORTEST || /^(.)\1*$/u.test(password)) return true;
  if ([user, password].some((part) => VARIABLE.some((form) => form.test(part)) || PATTERN.test(part))) return true;
  if ([WORD, YOURS, SAID].some((form) => form.test(password))) return true;
  return USER.test(user) && WEAK.test(password);
}
