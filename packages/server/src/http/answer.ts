import type { Content } from "../api/types.ts";

/** What every answer says to browsers that get to see one: run nothing, frame nothing, guess nothing, tell nobody. */
const GUARDED = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
} as const;

/** A response with the headers that none goes without. */
export function answer(
  status: number,
  body: Content | null,
  headers: { readonly [name: string]: string } = {},
): Response {
  return new Response(body, { status, headers: { ...GUARDED, ...headers } });
}

/** The policy that one of our own pages names for itself, to be said in the header as well; null for any other text. */
export function policyOfPage(html: string): string | null {
  const meta = /<meta http-equiv="Content-Security-Policy" content="([^"]*)">/.exec(html.slice(0, 4096));
  return meta ? `${meta[1]}; frame-ancestors 'none'` : null;
}
