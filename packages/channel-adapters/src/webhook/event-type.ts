/** What kind of event it is, as its sender says; nothing when that is no short text. */
export function eventType(given: unknown): { readonly type?: string } {
  return typeof given === "string" && /^[\x20-\x7e]{1,100}$/.test(given) ? { type: given } : {};
}
