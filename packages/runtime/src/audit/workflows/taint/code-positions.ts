import { codeInputs } from "../data/code-inputs.ts";
import { type Definition, type Step, stepsOf } from "../model/definition.ts";
import { entriesOf, scalarsIn, type YamlScalar } from "../yaml/yaml-node.ts";

/** A text that runs as code. */
export interface CodePosition {
  readonly step: Step;
  readonly scalar: YamlScalar;
  /** What it is called in the file: `run` or the name of an input. */
  readonly name: string;
}

/** Every text of a definition that a shell or an action runs as code. */
export function codePositions(definition: Definition): readonly CodePosition[] {
  return stepsOf(definition).flatMap((step) => [
    ...(step.run ? [{ step, scalar: step.run, name: "run" }] : []),
    ...inputsAsCode(step),
  ]);
}

function inputsAsCode(step: Step): readonly CodePosition[] {
  if (step.uses?.kind !== "repository") return [];
  const names = codeInputs[step.uses.slug];
  if (!names) return [];
  return entriesOf(step.with)
    .filter(({ key }) => names.includes(key.text.toLowerCase()))
    .flatMap(({ key, value }) => [...scalarsIn(value)].map((scalar) => ({ step, scalar, name: key.text })));
}
