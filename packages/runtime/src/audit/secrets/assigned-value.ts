/** What goes on after a part of a name: the rest of it, with the blanks and dots that names of settings may have. */
const REST = String.raw`(?:[ \t]?[\w.-]){0,48}`;
/** What closes a name: quotes, brackets of an index. */
const CLOSE = String.raw`["'\x60\])\\]{0,3}[ \t]{0,8}`;
/** The type of a variable, where a value follows. */
const TYPE = String.raw`(?::[ \t]{0,2}[&\w.<>[\]]{1,24}[ \t]{1,3}(?==))?`;
/**
 * What assigns: `=`, `:`, `=>`, `:=`, `==`, `?=`, `||`, `??`, a comma between a name and its default on one line, the end of an XML tag, or
 * the next member of an object that names its `value`.
 */
const OPERATOR = String.raw`(?:[:=?|+.]{0,3}[=:]>?|->|\|\||\?\?|>|\(|,?\s{0,40}["']?\b(?:[Vv]alue|VALUE)["']?\s{0,2}[:=]|,(?=[ \t]{0,8}[^\s]))`;
/** What stands before a value: blanks, line breaks, quotes, brackets, and the scheme of an HTTP header. */
const OPEN = String.raw`[\s"'\x60({[\\]{0,40}(?:(?:[Bb]earer|[Bb]asic|[Tt]oken)[ \t]{1,3})?`;

const ASSIGNMENT = new RegExp(`(${REST})${CLOSE}${TYPE}${OPERATOR}${OPEN}`, "y");

/** A value that is assigned to a name, in source text or settings of any language. */
export interface Assignment {
  /** The rest of the name, from where it was asked for. */
  readonly rest: string;
  /** Where the value begins. */
  readonly value: number;
}

/**
 * Reads from behind a part of a name (`twilio` in `TWILIO_AUTH_TOKEN: "…"`) to the value. Looks at 200 code units at most.
 * Undefined where nothing is assigned.
 */
export function assignedValue(text: string, from: number): Assignment | undefined {
  ASSIGNMENT.lastIndex = from;
  const found = ASSIGNMENT.exec(text);
  return found === null ? undefined : { rest: found[1] ?? "", value: from + found[0].length };
}
