/** Which template is meant: with an origin exactly the one from there, without one whichever wins under its id. */
export interface TemplateRef {
  readonly id: string;
  readonly origin?: "builtin";
}

/** Reads `ID` or `builtin:ID`; null for any other form. */
export function parseTemplateRef(text: string): TemplateRef | null {
  const colon = text.indexOf(":");
  if (colon < 0) return text === "" ? null : { id: text };
  const id = text.slice(colon + 1).trim();
  return text.slice(0, colon) === "builtin" && id !== "" && !id.includes(":") ? { id, origin: "builtin" } : null;
}

/** As `parseTemplateRef` reads it. */
export function formatTemplateRef({ id, origin }: TemplateRef): string {
  return origin === undefined ? id : `${origin}:${id}`;
}
