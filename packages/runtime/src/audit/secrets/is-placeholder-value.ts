import { isMadeUp } from "./is-made-up.ts";
import { isPublished } from "./is-published.ts";

/** What stands for a value that is put in later, in shells, templates, formats, programs and tools that encrypt; names of constants. */
const REFERENCE =
  /^\$|\$\{|\{\{|\$\(|#\{|<%|^%\(?\w|%[A-Z_]{2,30}%|^@|^&|^\*+$|^ENC\[|^vault:|^(?:op|ref|ssm|aws|gcp|akv|sm):\/\/|^!\w+|^__\w+__$|^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/;
/** Expressions of programs: calls, members of objects, casts. */
const EXPRESSION =
  /\w\(|\)$|^(?:process|os|env|config|settings|self|this|args|options|props|req|request|ctx)\b|^\w+(?:\.\w+){1,6}$|=>|->|::/;
/** Words that say what has to be put in, or that nothing is. */
const SAID =
  /^(?:true|false|null|none|nil|undefined|empty|todo|fixme|tbd|n\/?a|string|str|text|password|passw(?:or)?d|passphrase|secret|token|test(?:ing)?|key|value|hidden|masked|removed|redacted|required|optional|default|unknown|admin|root|user|changeit|foo(?:bar)?|bar|baz|hello|qwerty|letmein)\d{0,3}$/i;
const ASKS = /^(?:your|my|the|some|an?|enter|insert|put|set|use|new|old)[-_ ]|[-_ ](?:here|goes)$|^x+$/i;

/** Whether what is assigned to the name of a secret only shows where one goes. */
export function isPlaceholderValue(value: string): boolean {
  return (
    /^(.)\1*$/su.test(value) ||
    [REFERENCE, EXPRESSION, SAID, ASKS].some((form) => form.test(value)) ||
    isMadeUp(value) ||
    isPublished(value)
  );
}
