interface Placed {
  /** Offset in the file's text. */
  readonly start: number;
  /** Offset after the value. */
  readonly end: number;
}

/** A value by itself. Its text is what stands in the file after YAML's own escapes, whatever its type. */
export interface YamlScalar extends Placed {
  readonly kind: "scalar";
  readonly text: string;
  readonly type: "string" | "number" | "boolean" | "null";
  readonly style: "plain" | "quoted" | "literal" | "folded";
  /** Whether an alias stands here: the text is that of the anchor. */
  readonly aliased: boolean;
}

export interface YamlEntry {
  readonly key: YamlScalar;
  readonly value: YamlNode;
}

export interface YamlMap extends Placed {
  readonly kind: "map";
  readonly entries: readonly YamlEntry[];
}

export interface YamlList extends Placed {
  readonly kind: "list";
  readonly items: readonly YamlNode[];
}

/** A lenient view of a YAML value with its place. */
export type YamlNode = YamlScalar | YamlMap | YamlList;

/** The value under a key: null when the node is no map or has no such key. */
export function child(node: YamlNode | null, key: string): YamlNode | null {
  return entryOf(node, key)?.value ?? null;
}

/** Key and value under a key. */
export function entryOf(node: YamlNode | null, key: string): YamlEntry | null {
  return node?.kind === "map" ? (node.entries.find((entry) => entry.key.text === key) ?? null) : null;
}

export function mapOf(node: YamlNode | null): YamlMap | null {
  return node?.kind === "map" ? node : null;
}

export function scalarOf(node: YamlNode | null): YamlScalar | null {
  return node?.kind === "scalar" && node.type !== "null" ? node : null;
}

/** The items of a list; a scalar counts as a list of one, as GitHub reads most lists. */
export function itemsOf(node: YamlNode | null): readonly YamlNode[] {
  if (node?.kind === "list") return node.items;
  return node?.kind === "scalar" && node.type !== "null" ? [node] : [];
}

/** The entries of a map; none of anything else. */
export function entriesOf(node: YamlNode | null): readonly YamlEntry[] {
  return node?.kind === "map" ? node.entries : [];
}

/** Every scalar below a node, keys not included, in the order of the file. */
export function* scalarsIn(node: YamlNode | null): Generator<YamlScalar> {
  if (!node) return;
  if (node.kind === "scalar") yield node;
  else if (node.kind === "list") for (const item of node.items) yield* scalarsIn(item);
  else for (const { value } of node.entries) yield* scalarsIn(value);
}
