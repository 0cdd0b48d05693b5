import { z } from "zod";
import type { ActionSpec, Need } from "../action/spec.ts";
import type { Place } from "../diagnostic/diagnostic.ts";
import type { Findings } from "../diagnostic/findings.ts";
import type { Json } from "../json/json.ts";
import { excerpt } from "../text/excerpt.ts";
import { nameHint } from "../text/nearest.ts";
import { TreeReader } from "../yaml/tree-reader.ts";
import { describeTree, isShownOtherwise, quoteHint, type Tree, type TreeMap, treeToJson } from "../yaml/yaml-tree.ts";
import { changeAt } from "./change-at.ts";
import { holdsExpression } from "./expression/scan.ts";
import type { Permissions } from "./model.ts";
import type { ReadStep } from "./read-step.ts";

/**
 * Checks `with` against the action's parameters; what an expression will give is left to the run.
 *
 * @param within where a parameter that is missing belongs, before the action's name.
 */
export function checkParams(read: WrittenParams, spec: ActionSpec, findings: Findings, within = "in `with` of"): void {
  const tree = read.places.with;
  if (tree && checkConstants(tree, spec, findings)) return;
  const value = tree ? treeToJson(tree) : {};
  const issues = spec.params.safeParse(value).error?.issues ?? [];
  const context: Context = { spec, tree, step: read, findings, within };
  for (const issue of issues) report(issue, [], context);
  if (tree) checkWriting(tree, value, issues, context);
}

/** Refuses a number, true or false that would not stay as it is written, where the action would take a text as well. */
function checkWriting(tree: TreeMap, value: Json, issues: readonly Issue[], { spec, findings }: Context): void {
  const known = new Set(issues.map(keyOf));
  for (const { path, scalar } of scalarsOf(tree, [])) {
    if (!isShownOtherwise(scalar) || issues.some((issue) => samePath(issue.path, path))) continue;
    const asText = spec.params.safeParse(changeAt(value, path, () => scalar.written));
    if (asText.error?.issues.some((issue) => !known.has(keyOf(issue)))) continue;
    new TreeReader(findings).keepsWriting(scalar, `\`${formatParam(path)}\` of \`${spec.name}\``);
  }
}

function keyOf({ code, path }: Issue): string {
  return JSON.stringify([code, path]);
}

function samePath(a: readonly PropertyKey[], b: readonly PropertyKey[]): boolean {
  return a.length === b.length && a.every((part, index) => part === b[index]);
}

function scalarsOf(tree: Tree, path: readonly (string | number)[]): { path: typeof path; scalar: Tree }[] {
  switch (tree.kind) {
    case "scalar":
      return [{ path, scalar: tree }];
    case "list":
      return tree.items.flatMap((item, index) => scalarsOf(item, [...path, index]));
    case "map":
      return tree.entries.flatMap(({ key, value }) => scalarsOf(value, [...path, key]));
  }
}

/** Where an action and its parameters are written. */
export interface WrittenParams {
  readonly places: Pick<ReadStep["places"], "with" | "action">;
}

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

interface Context {
  readonly spec: ActionSpec;
  readonly tree: TreeMap | null;
  readonly step: WrittenParams;
  readonly findings: Findings;
  readonly within: string;
}

/** Reports expressions in parameters that have to be constant; true when there is one. */
function checkConstants(tree: TreeMap, spec: ActionSpec, findings: Findings): boolean {
  let found = false;
  for (const { key, value } of tree.entries) {
    const hint = spec.constant && Object.hasOwn(spec.constant, key) ? spec.constant[key] : undefined;
    if (hint === undefined || !treeHoldsExpression(value)) continue;
    found = true;
    findings.error(
      "expression-in-constant",
      value.place,
      `expected a constant \`${key}\` for \`${spec.name}\`, got an expression`,
      hint,
    );
  }
  return found;
}

function treeHoldsExpression(tree: Tree): boolean {
  switch (tree.kind) {
    case "scalar":
      return typeof tree.value === "string" && holdsExpression(tree.value);
    case "list":
      return tree.items.some(treeHoldsExpression);
    case "map":
      return tree.entries.some(({ value }) => treeHoldsExpression(value));
  }
}

type Issue = z.core.$ZodIssue;

function report(issue: Issue, base: readonly PropertyKey[], context: Context): void {
  const path = [...base, ...issue.path];
  const { spec, findings } = context;
  const found = locate(context, path);
  if (issue.code === "unrecognized_keys") {
    for (const key of issue.keys) reportUnknown(key, path, found, context);
    return;
  }
  const name = formatParam(path);
  if (!found.tree) {
    const what = describeParam(spec, path);
    findings.error(
      "missing-param",
      found.place,
      `expected \`${name}\` ${context.within} \`${spec.name}\`, got none`,
      what ? `add \`${name}\`: ${excerpt(what)}` : `add \`${name}: …\``,
    );
    return;
  }
  if (
    found.tree.kind === "scalar"
      ? treeHoldsExpression(found.tree)
      : isVague(issue) && path.length > 0 && treeHoldsExpression(found.tree)
  )
    return;
  if (issue.code === "invalid_union") {
    const branches = issue.errors.filter(
      (branch) => !branch.some((inner) => inner.code === "invalid_type" && inner.path.length === 0),
    );
    const [only] = branches;
    if (branches.length === 1 && only) {
      for (const inner of only) report(inner, path, context);
      return;
    }
  }
  const subject = path.length > 0 ? `\`${name}\`` : "the parameters";
  const what = describeParam(spec, path);
  findings.error(
    "invalid-param",
    found.place,
    `${subject} of \`${spec.name}\`: ${wordIssue(issue, found.tree)}`,
    asksText(issue, found.tree)
      ? quoteHint(found.tree)
      : what
        ? `${name}: ${excerpt(what)}`
        : `see the parameters of \`${spec.name}\`: ${paramNames(spec).join(", ") || "none"}`,
  );
}

/** Issues of a list or map as a whole that may depend on what expressions inside it give. */
function isVague(issue: Issue): boolean {
  return issue.code === "custom" || issue.code === "invalid_union";
}

function reportUnknown(key: string, path: readonly PropertyKey[], found: Located, { spec, findings }: Context): void {
  const entry = found.tree?.kind === "map" ? found.tree.entries.find((each) => each.key === key) : undefined;
  const known = path.length === 0 ? paramNames(spec) : [];
  const hint = nameHint(key, known, "remove it");
  findings.error(
    "unknown-param",
    entry?.keyPlace ?? found.place,
    `expected a parameter of \`${spec.name}\`, got \`${excerpt(formatParam([...path, key]))}\``,
    hint,
  );
}

interface Located {
  readonly tree: Tree | null;
  readonly place: Place;
}

/** The value at a path, or the nearest place above it. */
function locate({ tree, step }: Context, path: readonly PropertyKey[]): Located {
  let current: Tree | null = tree;
  let place = tree?.place ?? step.places.action;
  for (const part of path) {
    let next: Tree | undefined;
    if (current?.kind === "map") next = current.entries.find(({ key }) => key === String(part))?.value;
    else if (current?.kind === "list") next = current.items[Number(part)];
    if (!next) return { tree: null, place };
    current = next;
    place = next.place;
  }
  return { tree: current ?? { kind: "map", place, entries: [] }, place };
}

function asksText(issue: Issue, tree: Tree): boolean {
  return issue.code === "invalid_type" && issue.expected === "string" && tree.kind === "scalar" && tree.value !== null;
}

function wordIssue(issue: Issue, tree: Tree): string {
  const got = describeTree(tree);
  switch (issue.code) {
    case "invalid_type":
      return `expected ${TYPE_WORDS[issue.expected] ?? issue.expected}, got ${got}`;
    case "invalid_value":
      return `expected ${issue.values.map((value) => `\`${String(value)}\``).join(" or ")}, got ${got}`;
    case "too_small":
    case "too_big": {
      const least = issue.code === "too_small";
      const bound = least ? issue.minimum : issue.maximum;
      const unit = issue.origin === "string" ? " characters" : issue.origin === "array" ? " entries" : "";
      return `expected ${least ? "at least" : "at most"} ${bound}${unit}, got ${got}`;
    }
    case "invalid_union":
      return `expected another kind of value, got ${got}`;
    default:
      return `${excerpt(issue.message)} (got ${got})`;
  }
}

const TYPE_WORDS: { readonly [type: string]: string } = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a map",
  record: "a map",
};

function formatParam(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, part) =>
      typeof part === "number" ? `${text}[${part}]` : text === "" ? String(part) : `${text}.${String(part)}`,
    "",
  );
}

interface ParamsSchema {
  readonly properties?: { readonly [name: string]: { readonly description?: string } };
  readonly anyOf?: readonly ParamsSchema[];
  readonly allOf?: readonly ParamsSchema[];
  readonly oneOf?: readonly ParamsSchema[];
}

function propertiesOf(schema: ParamsSchema): { readonly [name: string]: { readonly description?: string } } {
  const parts = [...(schema.anyOf ?? []), ...(schema.allOf ?? []), ...(schema.oneOf ?? [])].map(propertiesOf);
  return Object.assign({}, ...parts, schema.properties);
}

function schemaOf(spec: ActionSpec): ParamsSchema {
  return z.toJSONSchema(spec.params, { io: "input", unrepresentable: "any" }) as ParamsSchema;
}

function paramNames(spec: ActionSpec): readonly string[] {
  return Object.keys(propertiesOf(schemaOf(spec)));
}

function describeParam(spec: ActionSpec, path: readonly PropertyKey[]): string | undefined {
  const [first] = path;
  return typeof first === "string" ? propertiesOf(schemaOf(spec))[first]?.description : undefined;
}
