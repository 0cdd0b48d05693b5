import { escapeControl } from "./escape-control.ts";

const ENTITIES: { readonly [character: string]: string } = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
  "`": "&#96;",
};

/** Text for HTML content and for quoted attribute values alike; hidden characters become visible. */
export function escapeHtml(text: string): string {
  return escapeControl(text).replace(/[&<>"'`]/g, (character) => ENTITIES[character] as string);
}
