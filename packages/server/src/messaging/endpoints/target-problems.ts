import { type Json, nameHint, resolveInputs, type Template } from "@sdetkit/core";
import { type Catalogue, prepare } from "@sdetkit/runtime";
import { inputsOfEvent } from "../inputs-of-event.ts";

/** What a program's channel is to start, as its settings say. */
export interface Target {
  readonly workspace: string;
  readonly task: string;
  readonly inputs: { readonly [name: string]: Json };
}

/** An expression: what it comes to is not known before there is an event. */
const EXPRESSION = "${{";

/**
 * Why no event of a channel could ever start its task in a workspace as it is now: the template is missing or not valid, a mapped
 * input is unknown, a constant one does not fit, a required one is not mapped.
 */
export function targetProblems({ task, inputs }: Target, catalogue: Catalogue): string[] {
  const id = /^template:(.*)$/.exec(task)?.[1]?.trim();
  const template = catalogue.templates.find((each) => each.id === id);
  const refused = prepare({ task, inputs: template ? {} : inputs }, catalogue);
  if (refused.kind === "refused" && (template === undefined || refused.code !== "invalid-inputs")) {
    const [best] = refused.suggestions;
    const details = refused.diagnostics.slice(0, 3).map(({ message }) => message);
    return [`task: ${[refused.message, ...details].join(": ")}${best ? `; did you mean ${best.task}?` : ""}`];
  }
  return template === undefined ? [] : inputProblems(template, inputs);
}

function inputProblems(template: Template, inputs: Target["inputs"]): string[] {
  const names = Object.keys(template.inputs);
  const unknown = Object.keys(inputs)
    .filter((name) => !Object.hasOwn(template.inputs, name))
    .map((name) => {
      const hint = nameHint(name, names, "the template has no inputs");
      return `inputs: the template ${template.id} has no input \`${name}\`; ${hint}`;
    });
  const missing = Object.entries(template.inputs)
    .filter(([name, { required, default: given }]) => required && given === undefined && !Object.hasOwn(inputs, name))
    .map(
      ([name, { type }]) => `inputs: the template ${template.id} needs \`${name}\` (${type}): map it as inputs.${name}`,
    );
  const constant = Object.entries(inputs).filter(
    ([name, value]) => Object.hasOwn(template.inputs, name) && !JSON.stringify(value).includes(EXPRESSION),
  );
  return [...unknown, ...missing, ...constant.flatMap((each) => constantProblems(template, each))];
}

/** What is wrong with an input that is the same for every event. */
function constantProblems(template: Template, [name, value]: readonly [string, Json]): string[] {
  const one = { ...template, inputs: { [name]: template.inputs[name]! } };
  const resolved = resolveInputs(one, inputsOfEvent({ [name]: value }));
  return resolved.ok ? [] : resolved.diagnostics.map(({ message }) => `inputs: ${message}`);
}
