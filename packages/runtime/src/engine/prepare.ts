import { basename } from "node:path";
import {
  checkTaskParams,
  type Diagnostic,
  formatTemplateRef,
  type Json,
  type JsonObject,
  LineIndex,
  matchCatalogue,
  nearest,
  type PlanContext,
  type ProblemCode,
  parseTask,
  planAction,
  planTemplate,
  type RunPlan,
  resolveInputs,
  TASK_FILE,
  type Task,
  type Template,
  type TemplateRef,
} from "@sdetkit/core";
import { actionSpecs } from "../action/registry.ts";
import { hashing } from "../platform/hashing.ts";
import { findTemplate, templatesUnder } from "./find-template.ts";
import type { Catalogue, Refusal, RunRequest } from "./types.ts";

/** A task that is understood and valid: what remains is to say on which workspace it runs. */
export interface Prepared {
  readonly kind: "prepared";
  readonly template: Template | null;
  readonly inputs: JsonObject;
  plan(context: PlanContext): RunPlan;
}

/** Understands a task: finds its template or action and checks its inputs. Nothing is run. */
export function prepare(request: RunRequest, catalogue: Catalogue): Prepared | Refusal {
  const task = parseTask(request.task);
  switch (task.kind) {
    case "invalid":
      return refusal("invalid-task", task.message, { diagnostics: [taskDiagnostic(request.task, task)] });
    case "template":
      return prepareTemplate(task, request.inputs, catalogue);
    case "action":
      return prepareAction(task, request);
    case "text":
      return prepareText(task.text, request.inputs, catalogue);
  }
}

function prepareTemplate(
  ref: TemplateRef,
  given: { readonly [name: string]: Json },
  catalogue: Catalogue,
): Prepared | Refusal {
  const template = findTemplate(ref, catalogue);
  const name = formatTemplateRef(ref);
  const broken = brokenUnder(ref, catalogue);
  // A broken file of the workspace is not quietly replaced by the built-in template that it would have hidden.
  if (broken.length > 0 && template?.source.origin !== (ref.origin ?? "workspace")) {
    const diagnostics = broken.flatMap((each) => each.diagnostics);
    return refusal("invalid-template", `the template ${name} is not valid`, { diagnostics });
  }
  if (!template) return unknownTemplate(ref, catalogue);
  const resolved = resolveInputs(template, given);
  if (!resolved.ok) {
    return refusal("invalid-inputs", `the inputs of ${name} are not valid`, { diagnostics: resolved.diagnostics });
  }
  const { inputs } = resolved;
  return { kind: "prepared", template, inputs, plan: (context) => planTemplate(template, inputs, context) };
}

/** The files that would be this template by their names, were they valid. */
function brokenUnder({ id, origin }: TemplateRef, { broken }: Catalogue): Catalogue["broken"] {
  return broken.filter(
    ({ source }) =>
      basename(source.file).replace(/^builtin:|\.ya?ml$/g, "") === id &&
      (origin === undefined || source.origin === origin),
  );
}

/** Suggests the id that was misspelt, else whatever shares words with it. */
function unknownTemplate(ref: TemplateRef, catalogue: Catalogue): Refusal {
  const possible = templatesUnder(ref, catalogue);
  const near = nearest(
    ref.id,
    possible.map((each) => each.id),
  );
  const matched = matchCatalogue(ref.id, possible);
  const alike = matched.kind === "match" ? [matched.match] : matched.nearest;
  const ids = near === null ? alike.map(({ entry }) => entry.id) : [near];
  const unread = catalogue.broken.map(({ source }) => source.file).slice(0, 3);
  const perhaps = unread.length > 0 ? `, unless it is in a file that is not valid: ${unread.join(", ")}` : "";
  return refusal("unknown-template", `there is no template ${JSON.stringify(formatTemplateRef(ref))}${perhaps}`, {
    suggestions: suggest(
      ids.map((id) => ({ ...ref, id })),
      catalogue,
    ),
  });
}

function prepareAction(
  { name, params, offset }: Task & { kind: "action" },
  { task, inputs }: RunRequest,
): Prepared | Refusal {
  const action = actionSpecs.get(name);
  if (!action) {
    const near = nearest(name, [...actionSpecs.keys()]);
    const suggestions =
      near === null ? [] : [{ task: `action ${near} {}`, title: actionSpecs.get(near)?.summary ?? "" }];
    const known = near === null ? `, only ${[...actionSpecs.keys()].join(", ")}` : "";
    return refusal("unknown-action", `there is no action ${JSON.stringify(name)}${known}`, { suggestions });
  }
  if (Object.keys(inputs).length > 0) {
    return refusal("invalid-inputs", "an action takes its parameters as JSON in the task, not as inputs", {});
  }
  const parsed = action.params.safeParse(params);
  if (!parsed.success) {
    const issues = parsed.error.issues.map((issue) => `${issue.path.join(".") || "parameters"}: ${issue.message}`);
    const diagnostics = checkTaskParams(task, offset, action);
    const wrong = diagnostics.length === 0 ? `: ${issues.join("; ")}` : "";
    return refusal("invalid-parameters", `the parameters of ${name} are not valid${wrong}`, { diagnostics });
  }
  return {
    kind: "prepared",
    template: null,
    inputs: {},
    plan: (context) => planAction(name, params, context, hashing),
  };
}

function prepareText(text: string, given: { readonly [name: string]: Json }, catalogue: Catalogue): Prepared | Refusal {
  const matched = matchCatalogue(text, catalogue.templates);
  if (matched.kind === "match") return prepareTemplate({ id: matched.match.entry.id }, given, catalogue);
  const refs = matched.nearest.map(({ entry }) => ({ id: entry.id }));
  const message =
    matched.kind === "ambiguous"
      ? "more than one template matches this task equally well: name the one you mean"
      : "no template matches this task well enough, so nothing was run";
  return refusal(matched.kind === "ambiguous" ? "ambiguous" : "no-match", message, {
    suggestions: suggest(refs, catalogue),
  });
}

function suggest(refs: readonly TemplateRef[], catalogue: Catalogue): Refusal["suggestions"] {
  return refs.map((ref) => ({
    task: `template:${formatTemplateRef(ref)}`,
    title: findTemplate(ref, catalogue)?.title ?? "",
  }));
}

function refusal(
  code: ProblemCode,
  message: string,
  more: { suggestions?: Refusal["suggestions"]; diagnostics?: readonly Diagnostic[] },
): Refusal {
  return { kind: "refused", code, message, suggestions: more.suggestions ?? [], diagnostics: more.diagnostics ?? [] };
}

function taskDiagnostic(text: string, task: Task & { kind: "invalid" }): Diagnostic {
  const place = new LineIndex(text).place(task.column - 1, 1);
  return { code: "invalid-task", severity: "error", file: TASK_FILE, place, message: task.message, hint: task.hint };
}
