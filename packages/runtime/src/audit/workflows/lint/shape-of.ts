import type { TextFile } from "../../rule.ts";
import { view } from "../../view.ts";
import { yamlOf } from "../model/definition-of.ts";
import { checkWorkflowShape, type ShapeReport } from "./check-shape.ts";

/** What is wrong with the form of a workflow's file, and its texts; worked out once. */
export const shapeOf: (file: TextFile) => ShapeReport = view((file) => {
  const { root } = yamlOf(file);
  return root?.kind === "map" ? checkWorkflowShape(root) : { problems: [], texts: [] };
});
