import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAst } from "vitest/node";

/** A node of a source, as ESTree and its extension for TypeScript have it. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

/** A source that ships, parsed. */
export interface Source {
  /** Relative to the repository. */
  readonly file: string;
  readonly text: string;
  readonly program: Node;
}

const root = join(import.meta.dirname, "..", "..");

/** Every source that ships: neither tests nor what serves them. */
export const sources: readonly Source[] = globSync("packages/*/src/**/*.ts", { cwd: root })
  .filter((file) => !/\.test\.ts$|\/testing\//.test(file))
  .sort()
  .map((file) => {
    const text = readFileSync(join(root, file), "utf8");
    return { file, text, program: parseAst(text, { lang: "ts" }, file) as unknown as Node };
  });

/** Visits every node, with those around it, the nearest last. */
export function visit(
  node: Node,
  see: (node: Node, around: readonly Node[]) => void,
  around: readonly Node[] = [],
): void {
  see(node, around);
  const within = [...around, node];
  for (const value of Object.values(node)) {
    for (const each of Array.isArray(value) ? value : [value]) if (isNode(each)) visit(each, see, within);
  }
}

/** The texts that an expression may give; what is put into one at run time is `…`. Empty where that is not to be seen. */
export function textsOf(node: unknown): string[] {
  if (!isNode(node)) return [];
  const { type } = node;
  if (type === "Literal") return typeof node["value"] === "string" ? [node["value"]] : [];
  if (type === "TemplateLiteral") return [quasisOf(node).join("…")];
  if (type === "ConditionalExpression") return [...textsOf(node["consequent"]), ...textsOf(node["alternate"])];
  if (type === "LogicalExpression") return [...textsOf(node["left"]), ...textsOf(node["right"])];
  if (type === "BinaryExpression") {
    const [left, right] = [textsOf(node["left"]), textsOf(node["right"])];
    return left.length === 1 && right.length === 1 ? [`${left[0]}${right[0]}`] : [];
  }
  if (type === "TSAsExpression" || type === "TSSatisfiesExpression") return textsOf(node["expression"]);
  if (type === "ArrowFunctionExpression") return textsOf(node["body"]);
  if (type === "ObjectExpression")
    return (node["properties"] as Node[]).flatMap((property) => textsOf(property["value"]));
  return [];
}

/** The name of what a node names: an identifier, a property, a key. */
export function nameOf(node: unknown): string {
  if (!isNode(node)) return "";
  if (node.type === "MemberExpression") return nameOf(node["property"]);
  return String(node["name"] ?? node["value"] ?? "");
}

/** 1-based, for messages. */
export function lineOf({ text }: Source, { start }: Node): number {
  return text.slice(0, start).split("\n").length;
}

function quasisOf(node: Node): string[] {
  return (node["quasis"] as { readonly value: { readonly cooked: string } }[]).map(({ value }) => value.cooked);
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && typeof (value as { type?: unknown }).type === "string";
}
