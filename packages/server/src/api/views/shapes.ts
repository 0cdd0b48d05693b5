import type { Json } from "@sdetkit/core";
import { z } from "zod";

/** Shapes that many views are made of. Values below them come from the parts of the server and are not changed: lists are read only. */
export const list = <T extends z.ZodType>(item: T) => z.array(item).readonly();

/** Any JSON value. */
export const json = z.unknown() as unknown as z.ZodType<Json, Json>;

/** A map of names to JSON values. */
export const jsonMap = z.record(z.string(), json).readonly();

/** RFC 3339 in UTC. */
export const instant = z.string().meta({ format: "date-time", examples: ["2026-05-04T09:00:00.000Z"] });

/** A SHA-256 as 64 lower-case hexadecimal characters. */
export const sha256 = z.string().meta({ pattern: "^[0-9a-f]{64}$", examples: ["9f".repeat(32)] });

/** A page of a list: `next` is the cursor of the one after it, null on the last. */
export const page = <T extends z.ZodType>(item: T) =>
  z.strictObject({
    items: list(item),
    next: z.string().nullable().describe("Pass it as `cursor` to get the next page; null on the last page."),
  });

/** A number as queries write it: in decimal digits and nothing else. Those who call from within give it as it is. */
const decimal = (value: unknown) => (typeof value === "string" && /^\d{1,9}$/.test(value) ? Number(value) : value);
const whole = z.int({
  error: ({ code }) => (code === "invalid_type" ? "expected a whole number in decimal digits" : undefined),
});

/** What every list is asked with. */
export const paging = {
  limit: (z.preprocess(decimal, whole.min(1).max(200)) as unknown as z.ZodType<number, number>)
    .prefault(50)
    .describe("Entries on a page."),
  cursor: z.string().max(1000).exactOptional().describe("`next` of the previous page, with the same filter."),
};

const at = z.iso.datetime();

/** A stretch of time, as queries ask for it. */
export const range = {
  since: at.exactOptional().describe("Only runs started at or after this instant."),
  until: at.exactOptional().describe("Only runs started before this instant."),
};

/** The same in milliseconds since the epoch. */
export function rangeFrom({ since, until }: { readonly since?: string; readonly until?: string }) {
  return {
    ...(since === undefined ? {} : { since: Date.parse(since) }),
    ...(until === undefined ? {} : { until: Date.parse(until) }),
  };
}

/** A path parameter that identifies something of the tenant. */
export const identifier = (what: string, example: string) =>
  z
    .string()
    .min(1)
    .max(200)
    .describe(what)
    .meta({ examples: [example] });

/** The name of something that a tenant makes: what URLs, chats and folders can hold without escapes. */
export const name = (what: string) =>
  z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, "expected lower-case letters, digits and hyphens, 63 characters at most")
    .describe(what);
