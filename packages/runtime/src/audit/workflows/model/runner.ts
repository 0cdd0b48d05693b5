import { contextPath } from "../expression/context-path.ts";
import { findExpressions } from "../expression/find-expressions.ts";
import { child, itemsOf, scalarsIn, type YamlScalar } from "../yaml/yaml-node.ts";
import type { Job } from "./definition.ts";
import { matrixValues } from "./matrix.ts";

/** The labels of a job's runner as they are written, those of a group included. */
export function labelNodes(job: Job): readonly YamlScalar[] {
  const runsOn = child(job.node, "runs-on");
  const labels = runsOn?.kind === "map" ? child(runsOn, "labels") : runsOn;
  return itemsOf(labels).flatMap((item) => (item.kind === "scalar" ? [item] : []));
}

/** The labels of a job's runner, those that a matrix gives written out. */
export function runnerLabels(job: Job): readonly string[] {
  return labelNodes(job).flatMap((label) => {
    const [expression] = findExpressions(label.text, label);
    if (!expression?.tree) return [label.text];
    const path = contextPath(expression.tree);
    if (path?.[0] !== "matrix" || path.some((step) => step === null)) return [];
    const values = matrixValues(job, path.slice(1) as string[]) ?? [];
    return values.flatMap((value) => [...scalarsIn(value)].map(({ text }) => text));
  });
}
