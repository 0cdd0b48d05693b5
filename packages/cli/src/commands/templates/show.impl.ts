import { ExitCode, parseTemplateRef, type Template } from "@sdetkit/core";
import { findTemplate } from "@sdetkit/runtime";
import { type Answer, asked, type Invocation } from "../../command/command.ts";
import { withEngine } from "../../command/with-engine.ts";
import { refusalAnswer } from "../../views/refusal-answer.ts";
import { type ShownTemplate, templateView } from "../../views/template-view.ts";

/** `agent templates show`. */
export async function templatesShow(id: string, invocation: Invocation): Promise<Answer> {
  return await withEngine(invocation, async (engine) => {
    const ref = parseTemplateRef(id);
    const template = ref === null ? undefined : findTemplate(ref, await engine.catalogue());
    if (template) return { exit: ExitCode.done, json: jsonOf(template), ...asked(templateView(shownOf(template))) };
    // The engine knows best what is wrong with the id: planning it says so and runs nothing.
    const plan = await engine.plan({ task: `template:${id}`, inputs: {} });
    if (plan.kind === "refused") return await refusalAnswer(plan, engine, invocation);
    throw new Error(`the template ${id} can be planned and is not in the catalogue`);
  });
}

function jsonOf({ source, inputs, ...template }: Template): object {
  const plain = Object.entries(inputs).map(([name, { place: _, ...spec }]) => [name, spec]);
  const workflow = template.workflow.map(({ place: _, ...step }) => step);
  const { origin, file, text } = source;
  return { ...template, inputs: Object.fromEntries(plain), workflow, origin, file, source: text };
}

function shownOf({ source, ...template }: Template): ShownTemplate {
  return { ...template, file: source.file, source: source.text };
}
