import type { ActionSpec } from "../action/spec.ts";
import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import { Findings } from "../diagnostic/findings.ts";
import { LineIndex } from "../diagnostic/line-index.ts";
import { checkParams } from "../template/check-params.ts";
import { readYaml } from "../yaml/read-yaml.ts";

/** What diagnostics call the text of a task. */
export const TASK_FILE = "<task>";

/**
 * What does not fit an action in the parameters that a task gives it, each at its place in the task's text. None where that cannot be
 * told of the text alone.
 *
 * @param offset where the parameters begin, in UTF-16 code units.
 */
export function checkTaskParams(text: string, offset: number, spec: ActionSpec): readonly Diagnostic[] {
  const findings = new Findings(TASK_FILE);
  // JSON is YAML: with blanks in place of what is before, its places are those of the task.
  const alone = text.slice(0, offset).replace(/[^\n]/g, " ") + text.slice(offset);
  const { tree } = readYaml(alone, new Findings(TASK_FILE));
  const action = new LineIndex(text).place(text.indexOf(spec.name), spec.name.length);
  const places = { with: tree?.kind === "map" ? tree : null, action };
  checkParams({ places }, spec, findings, "for");
  return findings.list();
}
