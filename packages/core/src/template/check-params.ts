import { z } from "zod";
import type { ActionSpec } from "../action/spec.ts";
import type { Place } from "../diagnostic/diagnostic.ts";
import type { Findings } from "../diagnostic/findings.ts";
import type { Json } from "../json/json.ts";
import { expectedValue } from "../schema/expected-value.ts";
import { excerpt } from "../text/excerpt.ts";
import { formatPath } from "../text/format-path.ts";
import { nameHint } from "../text/nearest.ts";
import { TreeReader } from "../yaml/tree-reader.ts";
import { describeTree, isShownOtherwise, quoteHint, type Tree, type TreeMap, treeToJson } from "../yaml/yaml-tree.ts";
import { changeAt } from "./change-at.ts";
import { holdsExpression } from "./expression/scan.ts";
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
    new TreeReader(findings).keepsWriting(scalar, `\`${formatPath(path)}\` of \`${spec.name}\``);
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
  const name = formatPath(path);
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
    `expected a parameter of \`${spec.name}\`, got \`${excerpt(formatPath([...path, key]))}\``,
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

/** Room for every sentence that a schema of this product says. */
const LONGEST_ISSUE = 160;

function wordIssue(issue: Issue, tree: Tree): string {
  const got = describeTree(tree);
  if (issue.code === "invalid_value")
    return `expected ${issue.values.map((value) => `\`${String(value)}\``).join(" or ")}, got ${got}`;
  const expected = expectedValue(issue);
  if (expected !== null) return `expected ${expected}, got ${got}`;
  const told = excerpt(issue.message.replace(/\.$/, ""), LONGEST_ISSUE).replace(/^Expected /, "expected ");
  return /[;,] got /.test(told) ? told : `${told} (got ${got})`;
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
