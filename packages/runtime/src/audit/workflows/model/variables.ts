import { entriesOf, type YamlEntry } from "../yaml/yaml-node.ts";
import type { Step } from "./definition.ts";

/** More variables than these on one step are data, not settings; each is looked for in the step's script. */
const MOST = 200;

/** The variables that a step sets for itself. */
export function variablesOf(step: Step): readonly YamlEntry[] {
  return entriesOf(step.env).slice(0, MOST);
}
