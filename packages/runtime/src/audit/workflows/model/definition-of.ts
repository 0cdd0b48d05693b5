import type { TextFile } from "../../rule.ts";
import { view } from "../../view.ts";
import { type LenientYaml, readLenientYaml } from "../yaml/read-lenient-yaml.ts";
import type { Definition } from "./definition.ts";
import { readAction, readWorkflow } from "./read-definition.ts";

const WORKFLOW = /(?:^|\/)\.(?:github|gitea|forgejo)\/workflows\/[^/]+\.ya?ml$/;
const ACTION = /(?:^|\/)action\.ya?ml$/;

/** Whether GitHub reads a file of this name as a workflow. */
export function isWorkflow(path: string): boolean {
  return WORKFLOW.test(path);
}

/** Whether a file of this name describes an action. */
export function isAction(path: string): boolean {
  return ACTION.test(path) && !WORKFLOW.test(path);
}

/** Whether GitHub reads a file of this name as a workflow or an action. */
export function isDefinition(path: string): boolean {
  return isWorkflow(path) || isAction(path);
}

/** The YAML of a file, read once however many rules ask. */
export const yamlOf: (file: TextFile) => LenientYaml = view(({ text }) => readLenientYaml(text));

/** The workflow or action that a file defines; null when it has not the shape of one. */
export const definitionOf: (file: TextFile) => Definition | null = view(readDefinition);

function readDefinition(file: TextFile): Definition | null {
  if (!isDefinition(file.path)) return null;
  const { root } = yamlOf(file);
  if (root?.kind !== "map") return null;
  return isAction(file.path) ? readAction(file.path, file.text, root) : readWorkflow(file.path, file.text, root);
}
