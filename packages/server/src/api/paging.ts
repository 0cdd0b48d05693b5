import { createHmac, timingSafeEqual } from "node:crypto";
import { invalid } from "./problems.ts";
import type { DetachedCall } from "./types.ts";

const TAG_BYTES = 16;

/** What a list was asked with; everything but `limit` and `cursor` is its filter. */
export interface AskedPage {
  readonly limit: number;
  readonly cursor?: string;
}

/** A page, as every list answers it. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

/**
 * Asks for one entry more than the page holds, to know whether there is another page. Cursors are positions with a tag over
 * tenant, operation and filter: those of another list, another filter or nobody are refused with 400.
 */
export async function pageOf<T>(
  asked: AskedPage,
  call: DetachedCall,
  read: (position: string | null, limit: number) => Promise<readonly T[]>,
  position: (item: T) => string,
): Promise<Page<T>> {
  const { limit, cursor, ...filter } = asked;
  const key = call.services.vault.derive("cursors");
  const tag = (at: string) =>
    createHmac("sha256", key)
      .update(JSON.stringify([call.caller.tenant, call.operation, Object.entries(filter).sort(), at]))
      .digest()
      .subarray(0, TAG_BYTES);
  const items = await read(cursor === undefined ? null : open(cursor, tag), limit + 1);
  const shown = items.slice(0, limit);
  const last = items.length > limit ? shown.at(-1) : undefined;
  return { items: shown, next: last === undefined ? null : seal(position(last), tag) };
}

/** As `pageOf`, of a list that comes whole: sorted by position, in code-unit order. */
export function pageOfAll<T>(
  asked: AskedPage,
  call: DetachedCall,
  all: readonly T[],
  position: (item: T) => string,
): Promise<Page<T>> {
  const sorted = [...all].sort((a, b) => (position(a) < position(b) ? -1 : 1));
  const read = async (at: string | null, limit: number) =>
    sorted.filter((item) => at === null || position(item) > at).slice(0, limit);
  return pageOf(asked, call, read, position);
}

function seal(position: string, tag: (at: string) => Buffer): string {
  return Buffer.concat([tag(position), Buffer.from(position)]).toString("base64url");
}

function open(cursor: string, tag: (at: string) => Buffer): string {
  const bytes = /^[\w-]+$/.test(cursor) ? Buffer.from(cursor, "base64url") : Buffer.alloc(0);
  const position = bytes.subarray(TAG_BYTES).toString();
  if (bytes.length <= TAG_BYTES || !timingSafeEqual(bytes.subarray(0, TAG_BYTES), tag(position))) {
    throw invalid("invalid-cursor", "expected `next` of the previous page, with the same filter, got another cursor");
  }
  return position;
}
