import type { DiagnosticCode } from "../diagnostic/catalogue.ts";
import type { Place } from "../diagnostic/diagnostic.ts";
import type { Findings } from "../diagnostic/findings.ts";
import { excerpt } from "../text/excerpt.ts";
import { nearest } from "../text/nearest.ts";
import { describeTree, isShownOtherwise, quoteHint, type Tree, type TreeEntry, type TreeMap } from "./yaml-tree.ts";

/** The entries of a map whose keys were checked. */
export interface Fields {
  readonly place: Place;
  get(key: string): Tree | undefined;
}

/** The keys of a map. `nothing`: whether a key without a value is as good as no key; otherwise it is an error. */
export interface KnownKeys {
  readonly required: readonly string[];
  readonly optional: readonly string[];
  readonly nothing?: boolean;
}

/** The names that were there before: in lower case, to each as it is written and its line. */
export type NamesSeen = Map<string, { readonly name: string; readonly line: number }>;

/** Limits of a text. `shape`: what the whole text has to match, and how to call that. */
export interface TextRule {
  readonly max?: number;
  /** Whether the empty text is fine; otherwise it is not. */
  readonly empty?: boolean;
  readonly shape?: {
    readonly pattern: RegExp;
    readonly code: DiagnosticCode;
    readonly expected: string;
    readonly hint: string;
  };
}

/** Names that JavaScript objects answer to although nobody put them there; compared in lower case. */
const FORBIDDEN_NAMES = new Set(
  [...Object.getOwnPropertyNames(Object.prototype), "prototype"].map((name) => name.toLowerCase()),
);

/** Whether a name would be lost or misread by JavaScript objects and the expression evaluator. */
function isForbiddenName(name: string): boolean {
  return FORBIDDEN_NAMES.has(name.toLowerCase());
}

/** Reads parts of a tree as the types they should have; each mismatch is a finding, and the answer then null. */
export class TreeReader {
  readonly findings: Findings;

  constructor(findings: Findings) {
    this.findings = findings;
  }

  /** A map with only known keys and all required ones. `what` names it, e.g. `` `metadata` ``. */
  fields(tree: Tree, what: string, keys: KnownKeys): Fields | null {
    const map = this.map(tree, what);
    if (!map) return null;
    const known = [...keys.required, ...keys.optional];
    const present = new Map<string, Tree>();
    const absent = known.filter((name) => !map.entries.some(({ key }) => key === name));
    for (const { key, keyPlace, value } of map.entries) {
      if (known.includes(key)) present.set(key, value);
      else this.unknownKey(key, keyPlace, what, absent, known);
    }
    for (const key of keys.required) {
      const value = present.get(key);
      if (value === undefined) this.missing(key, what, map.place);
    }
    for (const [key, value] of present) {
      if (!isNothing(value)) continue;
      present.delete(key);
      if (keys.nothing) continue;
      this.findings.error(
        "missing-key",
        value.place,
        `expected a value for \`${key}\`, got nothing`,
        `write \`${key}: …\`, or remove the key`,
      );
    }
    return { place: map.place, get: (key) => present.get(key) };
  }

  map(tree: Tree, what: string): TreeMap | null {
    if (tree.kind === "map") return tree;
    return this.wrongType(tree, what, "a map (`key: value` lines)", "indent `key: value` lines under it");
  }

  /** The entries of a map from names to values, with names checked by `shape` and unique without regard to case. */
  named(tree: Tree, what: string, shape: NonNullable<TextRule["shape"]>, most: number): readonly TreeEntry[] | null {
    const map = this.map(tree, what);
    if (!map) return null;
    if (map.entries.length > most) {
      this.findings.error(
        "too-many",
        map.place,
        `expected at most ${most} entries in ${what}, got ${map.entries.length}`,
        "remove some",
      );
      return null;
    }
    const seen: NamesSeen = new Map();
    return map.entries.filter(({ key, keyPlace }) => this.name(key, keyPlace, what, shape, seen));
  }

  /** Checks one name and remembers it in `seen` for the names that follow. */
  name(name: string, place: Place, what: string, shape: NonNullable<TextRule["shape"]>, seen: NamesSeen): boolean {
    if (isForbiddenName(name)) {
      this.findings.error(
        "forbidden-name",
        place,
        `expected another name than \`${name}\` in ${what}`,
        "choose another name: this one has a special meaning",
      );
      return false;
    }
    if (!shape.pattern.test(name)) {
      this.findings.error(shape.code, place, `expected ${shape.expected}, got \`${excerpt(name)}\``, shape.hint);
      return false;
    }
    const earlier = seen.get(name.toLowerCase());
    if (earlier !== undefined) {
      this.findings.error(
        "duplicate-id",
        place,
        `expected another name than \`${name}\` in ${what}, \`${earlier.name}\` is already used on line ${earlier.line}`,
        "rename one of them: names are case-insensitive",
      );
      return false;
    }
    seen.set(name.toLowerCase(), { name, line: place.line });
    return true;
  }

  list(tree: Tree, what: string, most: number): readonly Tree[] | null {
    if (tree.kind !== "list")
      return this.wrongType(tree, what, "a list", "write `[a, b]`, or lines that begin with `- `");
    if (tree.items.length <= most) return tree.items;
    this.findings.error(
      "too-many",
      tree.place,
      `expected at most ${most} entries in ${what}, got ${tree.items.length}`,
      "remove some",
    );
    return null;
  }

  text(tree: Tree, what: string, rule: TextRule = {}): string | null {
    if (tree.kind !== "scalar" || typeof tree.value !== "string") {
      return this.wrongType(tree, what, "a text", quoteHint(tree));
    }
    const { value, place } = tree;
    if (value.trim() === "" && !rule.empty)
      return this.invalid(place, `expected a text for ${what}, got an empty one`, "write something here");
    if (value.includes("${{")) {
      this.findings.error(
        "expression-not-allowed",
        place,
        `expected a constant for ${what}, got an expression`,
        "write the value itself: it is read before anything runs",
      );
      return null;
    }
    if (rule.max !== undefined && value.length > rule.max) {
      return this.invalid(
        place,
        `expected at most ${rule.max} characters for ${what}, got ${value.length}`,
        "shorten it",
      );
    }
    if (rule.shape && !rule.shape.pattern.test(value)) {
      this.findings.error(
        rule.shape.code,
        place,
        `expected ${rule.shape.expected}, got \`${excerpt(value)}\``,
        rule.shape.hint,
      );
      return null;
    }
    return value;
  }

  texts(tree: Tree, what: string, most: number, rule: TextRule = {}): readonly string[] | null {
    const items = this.list(tree, what, most)?.map((item) => this.text(item, `an entry of ${what}`, rule));
    return items?.every((item) => item !== null) ? (items as string[]) : null;
  }

  boolean(tree: Tree, what: string): boolean | null {
    if (tree.kind === "scalar" && typeof tree.value === "boolean") return tree.value;
    return this.wrongType(tree, what, "true or false", "write `true` or `false`, without quotes");
  }

  number(
    tree: Tree,
    what: string,
    bounds: { readonly min: number; readonly max: number; readonly whole: boolean },
  ): number | null {
    const kind = bounds.whole ? "a whole number" : "a number";
    if (tree.kind !== "scalar" || typeof tree.value !== "number") {
      return this.wrongType(tree, what, kind, `write a number from ${bounds.min} to ${bounds.max}, without quotes`);
    }
    if (tree.value < bounds.min || tree.value > bounds.max || (bounds.whole && !Number.isInteger(tree.value))) {
      return this.invalid(
        tree.place,
        `expected ${kind} from ${bounds.min} to ${bounds.max} for ${what}, got ${tree.written ?? tree.value}`,
        "choose a number within the bounds",
      );
    }
    return tree.value;
  }

  /** One of a few words. */
  word<W extends string>(tree: Tree, what: string, words: readonly W[]): W | null {
    const value = tree.kind === "scalar" ? tree.value : null;
    const found = words.find((word) => word === value);
    if (found !== undefined) return found;
    const near = typeof value === "string" ? nearest(value, words) : null;
    return this.invalid(
      tree.place,
      `expected ${oneOf(words)} for ${what}, got ${describeTree(tree)}`,
      near ? `did you mean \`${near}\`?` : `write ${oneOf(words)}`,
    );
  }

  unknownKey(key: string, place: Place, what: string, candidates: readonly string[], known: readonly string[]): void {
    const near = nearest(key, candidates);
    const hint = near
      ? `did you mean \`${near}\`?`
      : known.length > 0
        ? `write one of ${known.join(", ")}`
        : `remove it: ${what} takes nothing`;
    this.findings.error("unknown-key", place, `expected a key of ${what}, got \`${excerpt(key)}\``, hint);
  }

  missing(key: string, what: string, place: Place): void {
    this.findings.error("missing-key", place, `expected \`${key}\` in ${what}, got none`, `add \`${key}: …\``);
  }

  wrongType(tree: Tree, what: string, expected: string, hint: string): null {
    this.findings.error("wrong-type", tree.place, `expected ${expected} for ${what}, got ${describeTree(tree)}`, hint);
    return null;
  }

  /** Refuses a number, true or false that would not stay as it is written where it becomes text; says whether it was fine. */
  keepsWriting(tree: Tree, what: string): boolean {
    switch (tree.kind) {
      case "list":
        return tree.items.map((item) => this.keepsWriting(item, what)).every(Boolean);
      case "map":
        return tree.entries.map(({ value }) => this.keepsWriting(value, what)).every(Boolean);
      case "scalar":
        if (!isShownOtherwise(tree)) return true;
        this.findings.error(
          "wrong-type",
          tree.place,
          `expected ${what} to stay as it is written, got ${tree.written}, which is read as ${tree.value}`,
          `${quoteHint(tree)} for the text, or write ${tree.value}`,
        );
        return false;
    }
  }

  invalid(place: Place, message: string, hint: string): null {
    this.findings.error("invalid-value", place, message, hint);
    return null;
  }
}

/** Whether a key is there without a value. */
export function isNothing(tree: Tree): boolean {
  return tree.kind === "scalar" && tree.value === null;
}

function oneOf(words: readonly string[]): string {
  return words.length === 1 ? `\`${words[0]}\`` : `one of ${words.map((word) => `\`${word}\``).join(", ")}`;
}
