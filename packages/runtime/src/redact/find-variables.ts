import { findEscaped } from "./find-escaped.ts";
import { needleFinder } from "./find-needles.ts";
import { type NamedSecret, secretVariants } from "./secret-variants.ts";
import type { Span } from "./spans.ts";

/** Base64 broken into lines, as mail and PEM tools print it: a secret may lie across a line's end. */
const WRAPPED_BASE64 = /(?<![A-Za-z0-9+/])(?:[A-Za-z0-9+/]{60,76}\r?\n){1,100000}[A-Za-z0-9+/]{1,76}={0,2}/g;

/** Finds the values of variables, in every form of `secretVariants`. */
export interface VariableFinder {
  inText(text: string): Span[];
  /** In bytes that are read as one character a byte: UTF-8 as commands print it, UTF-16 as Windows tools write it. */
  inBytes(latin1: string): Span[];
  /** Whose values those are, sorted. */
  namesIn(text: string, bytes: boolean): string[];
}

/** Prepares the search for all of them at once. */
export function findVariables(secrets: readonly NamedSecret[]): VariableFinder {
  const finder = (named: readonly NamedSecret[], bytes: boolean) => {
    const forms = bytes ? bytesForms : secretVariants;
    const find = needleFinder([...new Set(named.flatMap(({ value }) => forms(value)))]);
    return (text: string) =>
      named.length === 0 ? [] : [...find(text), ...wrapped(text, find), ...findEscaped(text, find, bytes)];
  };
  const bytesForms = (value: string) => secretVariants(value).flatMap(encoded);
  const [inText, inBytes] = [finder(secrets, false), finder(secrets, true)];
  return {
    inText,
    inBytes,
    namesIn(text, bytes) {
      if ((bytes ? inBytes : inText)(text).length === 0) return [];
      // Only now one by one: mostly nothing is found.
      const held = (secret: NamedSecret) => finder([secret], bytes)(text).length > 0;
      return [...new Set(secrets.filter(held).map(({ variable }) => variable))].sort();
    },
  };
}

function wrapped(text: string, find: (text: string) => readonly Span[]): Span[] {
  return [...text.matchAll(WRAPPED_BASE64)]
    .filter(([run]) => find(run.replace(/\s/g, "")).length > 0)
    .map(({ 0: run, index }) => ({ from: index, to: index + run.length }));
}

function encoded(text: string): string[] {
  return [Buffer.from(text, "utf8"), Buffer.from(text, "utf16le")].map((bytes) => bytes.toString("latin1"));
}
