import { untrustedOutputs } from "../data/action-outputs.ts";
import { type ContextReference, writtenPath } from "../expression/context-path.ts";
import { expressionsIn, findExpressions } from "../expression/find-expressions.ts";
import { type Definition, type Job, type Step, startsOn, type Workflow } from "../model/definition.ts";
import { matrixValues } from "../model/matrix.ts";
import { variablesOf } from "../model/variables.ts";
import { child, entriesOf, type YamlNode } from "../yaml/yaml-node.ts";
import { codePositions } from "./code-positions.ts";
import { freedomOfEventField } from "./event-field.ts";
import { flowsInto } from "./flows-into.ts";

/**
 * Who chooses the text of a context. `outsider`: anybody who can open an issue or a pull request. `caller`: whoever uses
 * this action or workflow. `insider`: somebody with write access. `unknown`: nobody can say from this file. `fixed`: no
 * text that could be code.
 */
export type TaintLevel = "outsider" | "caller" | "insider" | "unknown" | "fixed";

export interface Taint {
  readonly level: TaintLevel;
  /** The context where the text comes from, when it is another than the one that was asked about. */
  readonly origin: string | null;
}

const ORDER: readonly TaintLevel[] = ["fixed", "unknown", "insider", "caller", "outsider"];
const MAX_HOPS = 8;
/** Most references that one definition is asked about; beyond it nobody can say. */
const MAX_ASKED = 50_000;
const FIXED: Taint = { level: "fixed", origin: null };
const UNKNOWN: Taint = { level: "unknown", origin: null };

/** Fields of `github` beside the event that hold names of branches and tags. */
const REF_FIELDS = new Set(["ref", "ref_name", "base_ref"]);

/** Where a reference stands: its step, or its job, or neither. */
export interface Scope {
  readonly step: Step | null;
  readonly job: Job | null;
}

/** Follows text from where it enters a definition to where it is used: events, inputs, env, outputs and the matrix. */
export class TaintView {
  private readonly definition: Definition;
  private asked = 0;

  constructor(definition: Definition) {
    this.definition = definition;
  }

  /** Who chooses what a reference stands for. */
  of(reference: ContextReference, scope: Scope, hops = 0): Taint {
    if (hops > MAX_HOPS || ++this.asked > MAX_ASKED) return UNKNOWN;
    const [context, ...path] = reference.path;
    switch (context) {
      case "github":
        return this.ofGithub(path);
      case "inputs":
        return this.ofInput(path[0] ?? null);
      case "env":
        return this.ofEnv(path[0] ?? null, scope, hops);
      case "steps":
        return this.ofStepOutput(path, scope, hops);
      case "needs":
        return this.ofNeeds(path, hops);
      case "matrix":
        return this.ofMatrix(path, scope, hops);
      case "vars":
        return { level: "insider", origin: null };
      case "secrets":
      case "runner":
      case "job":
      case "strategy":
        return FIXED;
      default:
        return UNKNOWN;
    }
  }

  /** Who chooses the text that the expressions of a value give; `fixed` when it has none. */
  ofValue(node: YamlNode | null, scope: Scope, hops = 0): Taint {
    let worst = FIXED;
    for (const { tree } of expressionsIn(this.definition.source, node)) {
      if (!tree) continue;
      for (const reference of flowsInto(tree)) {
        const taint = this.of(reference, scope, hops + 1);
        if (ORDER.indexOf(taint.level) > ORDER.indexOf(worst.level)) {
          worst = { level: taint.level, origin: taint.origin ?? writtenPath(reference.path) };
        }
      }
    }
    return worst;
  }

  private ofGithub(path: readonly (string | null)[]): Taint {
    const [field] = path;
    if (field === undefined || field === null || field === "*") return { level: "outsider", origin: null };
    if (field === "head_ref") return { level: "outsider", origin: null };
    if (REF_FIELDS.has(field)) return { level: "insider", origin: null };
    if (field !== "event") return FIXED;
    const rest = path.slice(1);
    if (rest[0] === "inputs") return this.ofInput(rest[1] ?? null);
    const freedom = freedomOfEventField(rest);
    return { level: freedom === "free" ? "outsider" : freedom === "name" ? "insider" : "fixed", origin: null };
  }

  private ofInput(name: string | null): Taint {
    if (this.definition.kind === "action") return { level: "caller", origin: null };
    const called = startsOn(this.definition, "workflow_call");
    const dispatched = startsOn(this.definition, "workflow_dispatch");
    const types = ["workflow_call", "workflow_dispatch"].flatMap((event) => {
      const input = this.inputOf(this.definition as Workflow, event, name);
      if (!input) return [];
      const type = child(input, "type");
      return [type?.kind === "scalar" ? type.text : "string"];
    });
    const closed = ["boolean", "number", "choice", "environment"];
    if (types.length > 0 && types.every((type) => closed.includes(type))) return FIXED;
    if (called) return { level: "caller", origin: null };
    return dispatched ? { level: "insider", origin: null } : UNKNOWN;
  }

  private inputOf(workflow: Workflow, event: string, name: string | null): YamlNode | null {
    const trigger = workflow.triggers.find((each) => each.name === event);
    const inputs = entriesOf(child(trigger?.config ?? null, "inputs"));
    return inputs.find(({ key }) => key.text.toLowerCase() === name)?.value ?? null;
  }

  private ofEnv(name: string | null, scope: Scope, hops: number): Taint {
    if (name === null) return UNKNOWN;
    const workflow = this.definition.kind === "workflow" ? this.definition.env : null;
    // A value is worked out before its own level exists: it sees the levels above.
    const levels: readonly (readonly [YamlNode | null, Scope])[] = [
      [scope.step?.env ?? null, { step: null, job: scope.job }],
      [scope.job?.env ?? null, { step: null, job: null }],
      [workflow, { step: null, job: null }],
    ];
    for (const [env, above] of levels) {
      const entry = entriesOf(env).find(({ key }) => key.text.toLowerCase() === name);
      if (entry) return this.ofValue(entry.value, above, hops);
    }
    return this.ofWritten(scope, "GITHUB_ENV", hops) ?? UNKNOWN;
  }

  private ofStepOutput(path: readonly (string | null)[], scope: Scope, hops: number): Taint {
    const [id, kind, output] = path;
    if (kind === "outcome" || kind === "conclusion") return FIXED;
    const steps = scope.job ? scope.job.steps : this.definition.kind === "action" ? this.definition.steps : [];
    const step = steps.find((each) => each.id?.toLowerCase() === id);
    if (!step) return UNKNOWN;
    if (step.uses?.kind === "repository") {
      const outputs = untrustedOutputs[step.uses.slug] ?? [];
      const free = outputs.includes("*") || (typeof output === "string" && outputs.includes(output));
      return free ? { level: "outsider", origin: step.uses.text } : UNKNOWN;
    }
    return this.ofScript(step, "GITHUB_OUTPUT", hops) ?? UNKNOWN;
  }

  /** What earlier steps of the job write to a file of the runner. */
  private ofWritten(scope: Scope, file: string, hops: number): Taint | null {
    const steps = scope.job?.steps ?? (this.definition.kind === "action" ? this.definition.steps : []);
    for (const step of steps) {
      if (step === scope.step) break;
      const taint = this.ofScript(step, file, hops);
      if (taint) return taint;
    }
    return null;
  }

  /** Whether a script that writes to a file of the runner handles an outsider's text; null when it does not. */
  private ofScript(step: Step, file: string, hops: number): Taint | null {
    const { run } = step;
    if (!run || !(run.text.includes(file) || (file === "GITHUB_OUTPUT" && run.text.includes("::set-output"))))
      return null;
    const scope = { step, job: step.job };
    const direct = this.ofValue(run, scope, hops);
    if (direct.level === "outsider") return direct;
    for (const { key, value } of variablesOf(step)) {
      if (!new RegExp(`\\b${key.text.replace(/\W/g, "")}\\b`).test(run.text)) continue;
      const taint = this.ofValue(value, { step: null, job: step.job }, hops);
      if (taint.level === "outsider") return taint;
    }
    return null;
  }

  private ofNeeds(path: readonly (string | null)[], hops: number): Taint {
    const [id, kind, output] = path;
    if (kind === "result") return FIXED;
    if (this.definition.kind !== "workflow") return UNKNOWN;
    const job = this.definition.jobs.find((each) => each.id.toLowerCase() === id);
    if (!job || kind !== "outputs") return UNKNOWN;
    const entry = entriesOf(child(job.node, "outputs")).find(({ key }) => key.text.toLowerCase() === output);
    return entry ? this.ofValue(entry.value, { step: null, job }, hops) : UNKNOWN;
  }

  private ofMatrix(path: readonly (string | null)[], scope: Scope, hops: number): Taint {
    const { job } = scope;
    if (!job || path.some((step) => step === null)) return UNKNOWN;
    const matrix = child(child(job.node, "strategy"), "matrix");
    const values = matrixValues(job, path as string[]);
    const inner = { step: null, job };
    if (values === null) {
      const taint = this.ofValue(child(matrix, path[0] ?? "") ?? matrix, inner, hops);
      return taint.level === "fixed" ? UNKNOWN : taint;
    }
    let worst = FIXED;
    for (const value of values) {
      const taint = this.ofValue(value, inner, hops);
      if (ORDER.indexOf(taint.level) > ORDER.indexOf(worst.level)) worst = taint;
    }
    return worst;
  }
}

/** A context whose text becomes code. */
export interface CodeFlow {
  readonly step: Step;
  /** `run` or the name of the input. */
  readonly position: string;
  readonly reference: ContextReference;
  readonly taint: Taint;
  /** Offset in the file. */
  readonly at: number;
}

const flows = new WeakMap<Definition, readonly CodeFlow[]>();

/** Every context whose text becomes code in a definition, and who chooses it; worked out once. */
export function codeFlows(definition: Definition): readonly CodeFlow[] {
  const known = flows.get(definition);
  if (known) return known;
  const view = new TaintView(definition);
  const found: CodeFlow[] = [];
  for (const { step, scalar, name } of codePositions(definition)) {
    for (const { tree, place } of findExpressions(definition.source, scalar)) {
      if (!tree) continue;
      for (const reference of flowsInto(tree)) {
        const taint = view.of(reference, { step, job: step.job });
        found.push({ step, position: name, reference, taint, at: place(reference.at.start) });
      }
    }
  }
  flows.set(definition, found);
  return found;
}
