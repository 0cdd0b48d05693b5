import { parseDocument } from "yaml";
import { escapeControl } from "../text/escape.ts";
import { shorten } from "../text/shorten.ts";

const MAX_SOURCE = 256 * 1024;
const MAX_SENTENCES = 12;
const METADATA = ["title", "version", "description", "owner", "tags"] as const;

type Mapping = { readonly [key: string]: unknown };

/**
 * What is different between two sources of one template, in short sentences: metadata, inputs, permissions, steps, outputs.
 * Lenient on purpose: an old source may no longer be a valid template, and drift has to be told all the same.
 * Null: that source is not at hand any more.
 */
export function describeSourceChange(before: string | null, after: string | null): string[] {
  if (before === null || after === null)
    return ["source of the earlier or later version is not stored; digests differ"];
  const [old, young] = [readSource(before), readSource(after)];
  if (old === null || young === null) return ["source is not readable as YAML; its bytes differ"];
  const sentences = [
    ...metadataChanges(mapping(old["metadata"]), mapping(young["metadata"])),
    ...namedChanges("input", mapping(old["inputs"]), mapping(young["inputs"])),
    ...permissionChanges(mapping(old["permissions"]), mapping(young["permissions"])),
    ...stepChanges(steps(old["workflow"]), steps(young["workflow"])),
    ...namedChanges("output", mapping(old["outputs"]), mapping(young["outputs"])),
  ];
  if (sentences.length === 0) return ["comments or layout only"];
  if (sentences.length <= MAX_SENTENCES) return sentences;
  return [...sentences.slice(0, MAX_SENTENCES), `and ${sentences.length - MAX_SENTENCES} more changes`];
}

function readSource(text: string): Mapping | null {
  // The depth is bounded before parsing: flow collections nest by brackets, block ones by indentation.
  if (text.length > MAX_SOURCE || /[[{]{40}/.test(text.replace(/[^[{\]}]/g, "")) || /^(?: {80}|(?:- ){40})/m.test(text))
    return null;
  try {
    const document = parseDocument(text, { uniqueKeys: false, logLevel: "silent" });
    if (document.errors.length > 0) return null;
    const value: unknown = document.toJS({ maxAliasCount: 0 });
    return value !== null && typeof value === "object" && !Array.isArray(value) ? (value as Mapping) : null;
  } catch {
    // Aliases and whatever else the parser refuses: the caller says that the source is not readable.
    return null;
  }
}

function metadataChanges(old: Mapping, young: Mapping): string[] {
  return METADATA.filter((key) => !same(old[key], young[key])).map((key) =>
    key === "description" ? "description changed" : `${key} ${shown(old[key])} → ${shown(young[key])}`,
  );
}

function namedChanges(noun: string, old: Mapping, young: Mapping): string[] {
  return [...new Set([...Object.keys(old), ...Object.keys(young)])].flatMap((name) => {
    if (!Object.hasOwn(old, name)) return [`${noun} ${quoted(name)} added`];
    if (!Object.hasOwn(young, name)) return [`${noun} ${quoted(name)} removed`];
    if (same(old[name], young[name])) return [];
    const fields = changedFields(old[name], young[name]);
    return [`${noun} ${quoted(name)} changed${fields}`];
  });
}

function permissionChanges(old: Mapping, young: Mapping): string[] {
  return ["write", "shell", "network"].flatMap((kind) => {
    if (same(old[kind], young[kind])) return [];
    if (kind === "network") return [`permission network ${shown(old[kind] ?? false)} → ${shown(young[kind] ?? false)}`];
    const [had, has] = [list(old[kind]), list(young[kind])];
    const gained = has.filter((entry) => !had.some((other) => same(entry, other)));
    const lost = had.filter((entry) => !has.some((other) => same(entry, other)));
    const told = [
      ...gained.map((entry) => `permission ${kind} gained ${shown(entry)}`),
      ...lost.map((entry) => `permission ${kind} lost ${shown(entry)}`),
    ];
    return told.length > 0 ? told : [`permission ${kind} reordered`];
  });
}

function stepChanges(old: ReadonlyMap<string, Mapping>, young: ReadonlyMap<string, Mapping>): string[] {
  const told = [...new Set([...old.keys(), ...young.keys()])].flatMap((id) => {
    const [was, is] = [old.get(id), young.get(id)];
    if (is === undefined) return [`step ${quoted(id)} removed`];
    if (was === undefined) return [`step ${quoted(id)} added (${plain(is["action"])})`];
    return same(was, is) ? [] : [`step ${quoted(id)} changed${changedFields(was, is)}`];
  });
  const kept = (from: ReadonlyMap<string, Mapping>, other: ReadonlyMap<string, Mapping>) =>
    [...from.keys()].filter((id) => other.has(id)).join("\0");
  return kept(old, young) === kept(young, old) ? told : [...told, "steps reordered"];
}

function changedFields(old: unknown, young: unknown): string {
  if (!isMapping(old) || !isMapping(young)) return `: ${shown(old)} → ${shown(young)}`;
  const keys = [...new Set([...Object.keys(old), ...Object.keys(young)])].filter((key) => !same(old[key], young[key]));
  return `: ${keys.map((key) => fieldChange(key, old[key], young[key])).join(", ")}`;
}

function fieldChange(key: string, old: unknown, young: unknown): string {
  if (key === "with" && isMapping(old) && isMapping(young)) {
    const inner = [...new Set([...Object.keys(old), ...Object.keys(young)])].filter(
      (name) => !same(old[name], young[name]),
    );
    return inner.map((name) => fieldChange(`with.${name}`, old[name], young[name])).join(", ");
  }
  return `${plain(key)} ${shown(old)} → ${shown(young)}`;
}

function steps(value: unknown): ReadonlyMap<string, Mapping> {
  return new Map(
    list(value).map((entry, index) => {
      const step = mapping(entry);
      return [typeof step["id"] === "string" ? step["id"] : `#${index + 1}`, step];
    }),
  );
}

function isMapping(value: unknown): value is Mapping {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

function mapping(value: unknown): Mapping {
  return isMapping(value) ? value : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(ordered(a)) === JSON.stringify(ordered(b));
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (!isMapping(value)) return value;
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, inner]) => [key, ordered(inner)]);
}

function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  return shorten(escapeControl(typeof value === "string" ? quoted(value) : (JSON.stringify(value) ?? "nothing")), 48);
}

function quoted(text: string): string {
  return `"${plain(text)}"`;
}

function plain(value: unknown): string {
  return shorten(escapeControl(typeof value === "string" ? value : (JSON.stringify(value) ?? "no action")), 60);
}
