import { child, entriesOf, entryOf, itemsOf, type YamlNode } from "../yaml/yaml-node.ts";
import type { Job } from "./definition.ts";

/**
 * What `matrix.PATH` can stand for in a job: the nodes that give it values. Null when a part of the matrix is computed,
 * so that nobody knows. What `exclude` takes out whatever the other dimensions are does not count.
 */
export function matrixValues(job: Job, path: readonly string[]): readonly YamlNode[] | null {
  const matrix = child(child(job.node, "strategy"), "matrix");
  if (!matrix) return [];
  if (matrix.kind !== "map") return null;
  const values: YamlNode[] = [];
  const [dimension = "", ...rest] = path;
  for (const { key, value } of matrix.entries) {
    if (key.text === "exclude") continue;
    if (key.text === "include") {
      if (value.kind !== "list") return null;
      for (const item of value.items) {
        if (item.kind !== "map") return null;
        const entry = item.entries.find((each) => each.key.text.toLowerCase() === dimension);
        if (entry && !collect(entry.value, rest, values)) return null;
      }
      continue;
    }
    if (key.text.toLowerCase() !== dimension) continue;
    if (value.kind !== "list") return null;
    for (const item of value.items) if (!collect(item, rest, values)) return null;
  }
  const excluded = excludedValues(matrix, dimension);
  return values.filter((value) => value.kind !== "scalar" || rest.length > 0 || !excluded.has(value.text));
}

/** Values of a dimension that an entry of `exclude` names by that dimension alone. */
function excludedValues(matrix: YamlNode, dimension: string): ReadonlySet<string> {
  const entries = itemsOf(child(matrix, "exclude")).map(entriesOf);
  return new Set(
    entries.flatMap(([only, ...more]) =>
      only && more.length === 0 && only.key.text.toLowerCase() === dimension && only.value.kind === "scalar"
        ? [only.value.text]
        : [],
    ),
  );
}

/** False when a value on the way is computed. */
function collect(node: YamlNode, path: readonly string[], into: YamlNode[]): boolean {
  const [step, ...rest] = path;
  if (step === undefined) {
    into.push(node);
    return true;
  }
  if (node.kind === "scalar") return !node.text.includes("${{");
  if (node.kind === "list") return node.items.every((item) => collect(item, step === "*" ? rest : path, into));
  const entry =
    entryOf(node, step) ?? entriesOf(node).find((each) => each.key.text.toLowerCase() === step.toLowerCase());
  return entry ? collect(entry.value, rest, into) : true;
}
