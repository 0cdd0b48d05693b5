import type { Place } from "../diagnostic/diagnostic.ts";
import type { Json } from "../json/json.ts";
import { excerpt } from "../text/excerpt.ts";

/** A YAML value with its place. `start` and `end` are offsets of the source. */
export type Tree = TreeMap | TreeList | TreeScalar;

export interface TreeMap {
  readonly kind: "map";
  readonly place: Place;
  readonly entries: readonly TreeEntry[];
}

export interface TreeEntry {
  readonly key: string;
  readonly keyPlace: Place;
  readonly value: Tree;
}

export interface TreeList {
  readonly kind: "list";
  readonly place: Place;
  readonly items: readonly Tree[];
}

export interface TreeScalar {
  readonly kind: "scalar";
  readonly place: Place;
  readonly value: null | boolean | number | string;
  /** How a number, true or false is written, such as `3.10`; a text has none. */
  readonly written?: string;
  readonly start: number;
  readonly end: number;
}

/** The JSON value of a tree. */
export function treeToJson(tree: Tree): Json {
  switch (tree.kind) {
    case "scalar":
      return tree.value;
    case "list":
      return tree.items.map(treeToJson);
    case "map":
      return Object.fromEntries(tree.entries.map(({ key, value }) => [key, treeToJson(value)]));
  }
}

/** What a value is, for messages: `the text "yes"`, `the number 3`, `a list`. */
export function describeTree(tree: Tree): string {
  if (tree.kind === "scalar") return describeScalar(tree.value, tree.written);
  return tree.kind === "list" ? "a list" : "a map";
}

/** Whether a number, true or false would not be shown as it is written: `3.10` is the number 3.1, `01234` is 1234, `True` is true. */
export function isShownOtherwise(tree: Tree): tree is TreeScalar & { readonly written: string } {
  return tree.kind === "scalar" && tree.written !== undefined && tree.written !== String(tree.value);
}

/** What to write where a text is expected: the characters that are there, in quotes. */
export function quoteHint(tree: Tree): string {
  if (tree.kind !== "scalar" || tree.value === null) return "write a text here";
  return `put quotes around it: "${excerpt(tree.written ?? String(tree.value))}"`;
}

/** What a scalar is, for messages; a number as it is written. */
export function describeScalar(value: unknown, written?: string): string {
  if (value === null || value === undefined) return "nothing";
  if (typeof value === "string") return `the text "${excerpt(value)}"`;
  if (typeof value === "number") return `the number ${written === undefined ? value : excerpt(written)}`;
  return typeof value === "boolean" ? (written ?? String(value)) : "something else";
}
