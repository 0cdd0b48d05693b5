import type { ActionSpec } from "../action/spec.ts";
import { readArgvPatterns, readWriteRoots } from "../config/allowlist.ts";
import type { Checked } from "../diagnostic/diagnostic.ts";
import { Findings } from "../diagnostic/findings.ts";
import type { LineIndex } from "../diagnostic/line-index.ts";
import type { Hashing } from "../digest/sha256.ts";
import type { JsonObject } from "../json/json.ts";
import { excerpt } from "../text/excerpt.ts";
import { foldCase } from "../text/fold-case.ts";
import { nameHint } from "../text/nearest.ts";
import { readYaml } from "../yaml/read-yaml.ts";
import { isNothing, type NamesSeen, TreeReader } from "../yaml/tree-reader.ts";
import { type Tree, type TreeEntry, treeToJson } from "../yaml/yaml-tree.ts";
import { checkCondition, checkExpressions } from "./check-expressions.ts";
import { checkParams } from "./check-params.ts";
import { checkPermissions } from "./check-permissions.ts";
import type { Visible } from "./check-references.ts";
import type { InputSpec, Permissions, Step, Template, TemplateSource } from "./model.ts";
import { NAME, SEMVER, TEMPLATE_ID } from "./names.ts";
import { readInputs } from "./read-inputs.ts";
import { type ReadStep, readStep } from "./read-step.ts";
import { readGraph } from "./step-graph.ts";

/** What a template is checked against. */
export interface TemplateOptions {
  readonly actions: ReadonlyMap<string, ActionSpec>;
  readonly hashing: Hashing;
}

/** Most steps of one workflow, whatever the policy's budget. */
export const MAX_STEPS = 1_000;

/**
 * Reads and checks a template. Everything that is wrong is collected: syntax, structure, references, parameters against the
 * schemas of their actions, and permissions. Never throws, whatever the text.
 */
export function parseTemplate(source: TemplateSource, options: TemplateOptions): Checked<Template> {
  const findings = new Findings(source.file);
  const { tree, lines } = readYaml(source.text, findings);
  if (!tree) return findings.checked<Template>(null);
  const reader = new TreeReader(findings);
  if (isNothing(tree)) {
    findings.error(
      "empty-file",
      { line: 1, column: 1, length: 1 },
      "expected a template, got an empty file",
      "begin with `metadata:` and `workflow:`",
    );
    return findings.checked<Template>(null);
  }
  const fields = reader.fields(tree, "the template", {
    required: ["metadata", "workflow"],
    optional: ["inputs", "permissions", "outputs"],
  });
  if (!fields) return findings.checked<Template>(null);
  const metadata = readMetadata(fields.get("metadata"), reader);
  const inputsTree = fields.get("inputs");
  const inputs = inputsTree ? readInputs(inputsTree, reader) : {};
  const permissions = readPermissions(fields.get("permissions"), reader);
  const steps = readWorkflow(fields.get("workflow"), reader);
  const outputs = readOutputs(fields.get("outputs"), reader);
  const declared: Declared = { inputs, brokenInputs: brokenInputs(inputsTree, inputs), permissions };
  const workflow = checkWorkflow(steps, declared, lines, options, findings);
  const everything: Visible = { ...declared, steps: new Set(workflow.map(({ id }) => id)), isOver: null, self: null };
  for (const { value } of outputs) checkExpressions(value, everything, lines, findings);
  if (findings.hasErrors || !metadata) return findings.checked<Template>(null);
  return findings.checked<Template>({
    ...metadata,
    inputs,
    permissions: permissions ?? NO_PERMISSIONS,
    workflow,
    outputs: Object.fromEntries(outputs.map(({ key, value }) => [key, treeToJson(value)])) as JsonObject,
    source,
    digest: options.hashing.hex(source.text),
  });
}

interface Declared {
  readonly inputs: { readonly [name: string]: InputSpec };
  readonly brokenInputs: ReadonlySet<string>;
  /** Null: broken; then nothing more is said about permissions. */
  readonly permissions: Permissions | null;
}

const NO_PERMISSIONS: Permissions = { write: [], shell: [], network: false };

type Metadata = Pick<Template, "id" | "title" | "version" | "description" | "owner" | "tags">;

function readMetadata(tree: Tree | undefined, reader: TreeReader): Metadata | null {
  const fields =
    tree &&
    reader.fields(tree, "`metadata`", {
      required: ["id", "title", "version", "description", "owner"],
      optional: ["tags"],
    });
  if (!fields) return null;
  const text = (key: string, rule: Parameters<TreeReader["text"]>[2]) => {
    const value = fields.get(key);
    return value ? reader.text(value, `\`${key}\``, rule) : null;
  };
  const id = text("id", { max: 64, shape: TEMPLATE_ID });
  const title = text("title", { max: 120 });
  const version = text("version", { max: 100, shape: SEMVER });
  const description = text("description", { max: 4_000 });
  const owner = text("owner", { max: 120 });
  const tagsTree = fields.get("tags");
  const tags = tagsTree ? reader.texts(tagsTree, "`tags`", 50, { max: 64 }) : [];
  if (id === null || title === null || version === null || description === null || owner === null || tags === null)
    return null;
  return { id, title, version, description, owner, tags };
}

function readPermissions(tree: Tree | undefined, reader: TreeReader): Permissions | null {
  if (!tree) return NO_PERMISSIONS;
  const fields = reader.fields(tree, "`permissions`", { required: [], optional: ["write", "shell", "network"] });
  if (!fields) return null;
  const read = <T>(key: string, absent: T, reading: (value: Tree) => T | null): T | null => {
    const value = fields.get(key);
    return value ? reading(value) : absent;
  };
  const write = read("write", [] as readonly string[], (value) => readWriteRoots(value, "`permissions.write`", reader));
  const shell = read("shell", [] as readonly (readonly string[])[], (value) =>
    readArgvPatterns(value, "`permissions.shell`", reader),
  );
  const network = read("network", false, (value) => reader.boolean(value, "`permissions.network`"));
  return write && shell && network !== null ? { write, shell, network } : null;
}

function readWorkflow(tree: Tree | undefined, reader: TreeReader): readonly ReadStep[] {
  if (!tree) return [];
  const items = reader.list(tree, "`workflow`", MAX_STEPS) ?? [];
  if (tree.kind === "list" && items.length === 0 && tree.items.length === 0) {
    reader.invalid(
      tree.place,
      "expected at least one step in `workflow`, got none",
      "add a step: `- id: …` and `action: …`",
    );
  }
  const seen: NamesSeen = new Map();
  return items.map((item) => readStep(item, reader, seen)).filter((step) => step !== null);
}

function readOutputs(tree: Tree | undefined, reader: TreeReader): readonly TreeEntry[] {
  const entries = (tree && reader.named(tree, "`outputs`", NAME, 100)) ?? [];
  return entries.filter(({ key, value }) => reader.keepsWriting(value, `output \`${key}\``));
}

function brokenInputs(tree: Tree | undefined, inputs: Declared["inputs"]): ReadonlySet<string> {
  const written = tree?.kind === "map" ? tree.entries.map(({ key }) => key) : [];
  return new Set(written.filter((name) => !Object.hasOwn(inputs, name)).map(foldCase));
}

/** Everything about steps that needs to know the other steps, the inputs, the permissions and the actions. */
function checkWorkflow(
  steps: readonly ReadStep[],
  declared: Declared,
  lines: LineIndex,
  { actions }: TemplateOptions,
  findings: Findings,
): readonly Step[] {
  const graph = readGraph(steps, findings);
  const ids = new Set(steps.map(({ step }) => step.id));
  for (const read of steps) {
    const { step, places } = read;
    const visible: Visible = {
      ...declared,
      steps: ids,
      isOver: (before) => graph.isUpstream(before, step.id),
      self: step.id,
    };
    if (places.with) checkExpressions(places.with, visible, lines, findings);
    if (places.env) checkExpressions(places.env, visible, lines, findings);
    if (places.if) checkCondition(places.if, visible, lines, findings);
    if (step.action === "") continue;
    const spec = actions.get(step.action);
    if (!spec) {
      const hint = nameHint(step.action, [...actions.keys()], "there is no action at all");
      findings.error(
        "unknown-action",
        places.action,
        `expected the name of an action, got \`${excerpt(step.action)}\``,
        hint,
      );
      continue;
    }
    checkParams(read, spec, findings);
    if (declared.permissions) checkPermissions(read, spec, declared.permissions, findings);
  }
  return steps.map(({ step }) => ({ ...step, needs: graph.needs.get(step.id) ?? [] }));
}
