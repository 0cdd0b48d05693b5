import { isAlias, isMap, isScalar, isSeq, type ParsedNode, parseAllDocuments, Scalar } from "yaml";
import type { YamlEntry, YamlNode, YamlScalar } from "./yaml-node.ts";

/** Longer files are not read: no workflow is as long, and reading one would take seconds. */
const MAX_LENGTH = 512 * 1024;
/** Most nodes of a file with every alias written out; a bomb has more. */
const MAX_NODES = 200_000;
const MAX_DEPTH = 100;

/** Something that YAML or GitHub refuses, and where. */
export interface YamlProblem {
  readonly message: string;
  readonly at: number;
}

/** What could be read of a file. */
export interface LenientYaml {
  /** Null when nothing could be read. */
  readonly root: YamlNode | null;
  readonly problems: readonly YamlProblem[];
  /** Anchors that no alias uses. */
  readonly unusedAnchors: readonly YamlProblem[];
}

const NOTHING: LenientYaml = { root: null, problems: [], unusedAnchors: [] };

/**
 * Reads as much of a YAML file as can be read: broken parts are left out, duplicate keys stay, aliases show what their
 * anchor holds. Bounded in length, depth and the number of nodes that aliases give.
 */
export function readLenientYaml(text: string): LenientYaml {
  if (text.length > MAX_LENGTH)
    return { ...NOTHING, problems: [{ message: "the file is longer than 512 KiB", at: 0 }] };
  try {
    const documents = parseAllDocuments(text, {
      uniqueKeys: false,
      prettyErrors: false,
      keepSourceTokens: false,
      version: "1.2",
      schema: "core",
    });
    const [document] = Array.isArray(documents) ? documents : [];
    if (!document) return NOTHING;
    const builder = new Builder(text);
    const root = document.contents ? builder.node(document.contents as ParsedNode, 0) : null;
    const problems = [...document.errors.map(({ message, pos }) => ({ message, at: pos[0] })), ...builder.problems];
    return { root, problems, unusedAnchors: builder.unusedAnchors() };
  } catch (error) {
    // The library recurses: nesting without end overflows the stack, which ends here and nowhere else.
    if (error instanceof RangeError)
      return { ...NOTHING, problems: [{ message: "the file is nested too deeply", at: 0 }] };
    throw error;
  }
}

interface Built {
  readonly node: YamlNode;
  readonly size: number;
}

class Builder {
  readonly problems: YamlProblem[] = [];
  private readonly text: string;
  private readonly anchors = new Map<string, Built>();
  /** Every anchor, a name that is given twice included; the map knows the latest. */
  private readonly named: { readonly name: string; readonly at: number; used: boolean }[] = [];
  private readonly latest = new Map<string, { used: boolean }>();
  private readonly sizes = new Map<YamlNode, number>();
  private total = 0;

  constructor(text: string) {
    this.text = text;
  }

  node(node: ParsedNode | null, at: number, depth = 0): YamlNode {
    const anchor = anchorOf(node);
    if (node && anchor) {
      const own = { name: anchor, at: this.anchorPlace(node, anchor), used: false };
      this.named.push(own);
      this.latest.set(anchor, own);
    }
    const built = this.build(node, at, depth);
    if (anchor) this.anchors.set(anchor, { node: built, size: this.sizes.get(built) ?? 1 });
    return built;
  }

  unusedAnchors(): readonly YamlProblem[] {
    return this.named
      .filter(({ used }) => !used)
      .map(({ name, at }) => ({ message: `the anchor "${name}" is never used`, at }));
  }

  private build(node: ParsedNode | null, at: number, depth: number): YamlNode {
    if (depth > MAX_DEPTH || this.total > MAX_NODES) return this.sized(nothing(at), 1);
    this.total++;
    if (isAlias(node)) return this.alias(node.source, node.range as [number, number, number]);
    if (isMap(node)) {
      const [start, end] = node.range as [number, number, number];
      const entries: YamlEntry[] = [];
      let size = 1;
      for (const pair of node.items as { key: ParsedNode | null; value: ParsedNode | null }[]) {
        const key = this.node(pair.key, start, depth + 1);
        const value = this.node(pair.value, key.end, depth + 1);
        if (key.kind === "scalar") entries.push({ key, value });
        size += 1 + (this.sizes.get(value) ?? 1);
      }
      return this.sized({ kind: "map", start, end, entries }, size);
    }
    if (isSeq(node)) {
      const [start, end] = node.range as [number, number, number];
      const items = (node.items as (ParsedNode | null)[]).map((item) => this.node(item, start, depth + 1));
      const size = items.reduce((sum, item) => sum + (this.sizes.get(item) ?? 1), 1);
      return this.sized({ kind: "list", start, end, items }, size);
    }
    return this.sized(isScalar(node) ? this.scalar(node) : nothing(at), 1);
  }

  /** What the anchor holds, as it stands here; written out it must stay within the bound. */
  private alias(name: string, [start, end]: readonly [number, number, number]): YamlNode {
    const target = this.anchors.get(name);
    const seen = this.latest.get(name);
    if (seen) seen.used = true;
    if (!target) {
      const message = seen ? `the alias "${name}" stands inside its own anchor` : `there is no anchor "${name}" before`;
      this.problems.push({ message, at: start });
      return this.sized(nothing(start), 1);
    }
    this.total += target.size;
    if (this.total > MAX_NODES) {
      this.problems.push({ message: "aliases multiply the file beyond what is read", at: start });
      return this.sized(nothing(start), 1);
    }
    const { node } = target;
    return this.sized(node.kind === "scalar" ? { ...node, start, end, aliased: true } : node, target.size);
  }

  private sized<T extends YamlNode>(node: T, size: number): T {
    this.sizes.set(node, size);
    return node;
  }

  private scalar(node: Scalar): YamlScalar {
    const [start, end] = node.range as [number, number, number];
    const type = typeof node.value;
    return {
      kind: "scalar",
      start,
      end,
      text: typeof node.value === "string" ? node.value : (node.source ?? ""),
      type: type === "number" || type === "boolean" || type === "string" ? type : "null",
      style: styleOf(node),
      aliased: false,
    };
  }

  private anchorPlace(node: ParsedNode, anchor: string): number {
    const found = this.text.lastIndexOf(`&${anchor}`, node.range[0]);
    return found < 0 ? node.range[0] : found;
  }
}

function anchorOf(node: ParsedNode | null): string | undefined {
  return node && !isAlias(node) ? node.anchor : undefined;
}

function styleOf({ type }: Scalar): YamlScalar["style"] {
  if (type === Scalar.BLOCK_LITERAL) return "literal";
  if (type === Scalar.BLOCK_FOLDED) return "folded";
  return type === Scalar.QUOTE_DOUBLE || type === Scalar.QUOTE_SINGLE ? "quoted" : "plain";
}

function nothing(at: number): YamlScalar {
  return { kind: "scalar", start: at, end: at, text: "", type: "null", style: "plain", aliased: false };
}
