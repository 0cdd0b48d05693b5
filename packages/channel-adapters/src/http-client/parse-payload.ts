import { hash, timingSafeEqual } from "node:crypto";
import { type Json, type JsonRules, parseJson } from "@sdetkit/core";
import { cleanText } from "../markdown/small-markdown.ts";

/** The bytes as text; null when they are no UTF-8. A byte order mark stays. */
export function utf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** Nothing that a program means to say is nested deeper, and whatever walks it later need not fear for its stack. */
const RULES: JsonRules = { numbers: "text", duplicates: "last", depth: 64 };

/** The text as JSON; undefined when it is none. A number that no double holds, such as a 64-bit id, is a text with its digits. */
export function json(text: string): Json | undefined {
  const parsed = parseJson(text.replace(/^\ufeff/, ""), RULES);
  return parsed.ok ? parsed.value : undefined;
}

/** The value's own field; undefined when it is no object. */
export function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? (value as { [name: string]: unknown })[name]
    : undefined;
}

/** A short text as a vendor's ids are; undefined for anything else. */
export function id(value: unknown): string | undefined {
  return typeof value === "string" && /^[\x21-\x7e]{1,200}$/.test(value) ? value : undefined;
}

/** What a person typed, clean enough to keep; empty for anything else. */
export function words(value: unknown): string {
  return typeof value === "string" ? cleanText(value) : "";
}

/** An id for a request that has none: the same for the same bytes. */
export function bodyId(body: Uint8Array): string {
  return `body-${hash("sha256", body, "hex")}`;
}

/** Compares in a time that says nothing about either, not even the length. An empty secret equals nothing. */
export function sameSecret(given: string, secret: string): boolean {
  return (
    secret !== "" && timingSafeEqual(hash("sha256", given.toWellFormed(), "buffer"), hash("sha256", secret, "buffer"))
  );
}

/** The base URL of the vendor's API, without a slash at its end; undefined when the setting is no http URL. */
export function apiUrl(setting: unknown, vendors: string): string | undefined {
  if (setting === undefined) return vendors;
  const url = typeof setting === "string" ? URL.parse(setting) : null;
  const plain =
    url !== null && /^https?:$/.test(url.protocol) && url.username + url.password + url.search + url.hash === "";
  return plain ? url.href.replace(/\/+$/, "") : undefined;
}
