import { escapeControl, Fault } from "@sdetkit/core";
import { TOKEN_SHAPE } from "@sdetkit/runtime";

const ACCOUNT_NAME = /^[a-z0-9][a-z0-9._@+-]{0,99}$/;
/** Whom the audit log and the records name when no account of the tenant did it. */
const RESERVED = ["server", "platform"];

/**
 * An account's name stands in records, approvals and policies for ever: one spelling of it only, and none that is taken for
 * something else. Fault `invalid-name`.
 */
export function checkAccountName(name: string): void {
  if (ACCOUNT_NAME.test(name) && !RESERVED.includes(name)) return;
  throw new Fault("invalid-name", `expected an account name, got ${shown(name)}`, {
    remedy: `write 1 to 100 of a-z, 0-9 and . _ @ + -, beginning with a letter or digit, and not ${RESERVED.join(" or ")}`,
  });
}

/** A text for people: what a token is for, who somebody is in a channel. Fault `invalid-name`. */
export function checkLabel(what: string, text: string, most: number): void {
  if (
    text.trim() !== "" &&
    text.length <= most &&
    text.isWellFormed() &&
    escapeControl(text) === text &&
    !TOKEN_SHAPE.test(text)
  )
    return;
  throw new Fault("invalid-name", `expected ${what}, got ${shown(text)}`, {
    remedy: `write 1 to ${most} characters without control characters, and no token`,
  });
}

/** What came, for a message: cut, on one line, and never a token that somebody put in the wrong place. */
export function shown(text: string): string {
  if (TOKEN_SHAPE.test(text)) return "a token's secret";
  return JSON.stringify(text.length > 120 ? `${text.slice(0, 120)}…` : text);
}
