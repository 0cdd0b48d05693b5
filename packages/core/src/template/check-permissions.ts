import type { ActionSpec, Need } from "../action/spec.ts";
import type { Findings } from "../diagnostic/findings.ts";
import type { Json } from "../json/json.ts";
import type { Permissions } from "./model.ts";
import type { ReadStep } from "./read-step.ts";

/** Whether the template's permissions cover what the step can be known to touch; a missing kind of permission is an error. */
export function checkPermissions(read: ReadStep, spec: ActionSpec, permissions: Permissions, findings: Findings): void {
  const touches = touched(read, spec);
  const place = read.places.action;
  const declare = (key: string, example: string, why: string) =>
    findings.error(
      "permission-missing",
      place,
      `expected \`permissions.${key}\` for \`${spec.name}\` of step \`${read.step.id}\`, got none: it ${why}`,
      `declare what it needs at the top: \`permissions: { ${key}: ${example} }\``,
    );
  if (touches.has("write") && permissions.write.length === 0) {
    findings.error(
      "permission-missing",
      place,
      `expected \`permissions.write\` for \`${spec.name}\` of step \`${read.step.id}\`, got none: it writes into the workspace`,
      "declare `permissions: { write: [docs/reports] }`, or write into ${{ run.output_dir }}, which needs no permission",
    );
  }
  if (touches.has("shell") && permissions.shell.length === 0) declare("shell", "[[git, status]]", "runs a command");
  if (touches.has("network") && !permissions.network) declare("network", "true", "reaches the network");
}

const OUTPUT_DIR = /\$\{\{\s*run\s*\.\s*output_dir\s*\}\}/gi;
const WORKSPACE = /\$\{\{\s*workspace\s*\}\}/gi;
/** What stands for an unknown result when asking what a step would touch: a path of the workspace. */
const UNKNOWN = "x";

/** Kinds of permission a step needs, by what the action would touch if unknown values were words; else by its capability. */
function touched(read: ReadStep, spec: ActionSpec): ReadonlySet<string> {
  const known = spec.params.safeParse(stand(read.step.with));
  if (!known.success) {
    const intoOutput = Object.values(read.step.with).some(
      (value) => typeof value === "string" && value.search(OUTPUT_DIR) === 0,
    );
    return new Set(spec.capability === "write" && intoOutput ? [] : [spec.capability]);
  }
  const needs = spec.needs(known.data);
  const beyondOutput = (need: Need) => need.kind !== "write" || need.path.root !== "output";
  return new Set(needs.filter(beyondOutput).map((need) => need.kind));
}

function stand(value: Json): Json {
  if (typeof value === "string") {
    return value
      .replace(OUTPUT_DIR, "output:")
      .replace(WORKSPACE, "workspace:")
      .replace(/\$\{\{.*?\}\}/gs, UNKNOWN);
  }
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(stand);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, stand(item as Json)]));
}
