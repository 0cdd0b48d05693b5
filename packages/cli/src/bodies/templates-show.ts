import { ExitCode, type Json, type Template } from "@sdetkit/core";
import type { Answer, Invocation } from "../command.ts";
import { refusalAnswer } from "../screens/refusal-answer.ts";
import { heading, pairs } from "../terminal/table.ts";
import { bold, cyan, dim, type Text } from "../terminal/text.ts";
import { withEngine } from "../with-engine.ts";

/** `agent templates show`. */
export async function templatesShow(id: string, invocation: Invocation): Promise<Answer> {
  return await withEngine(invocation, async (engine) => {
    const { templates } = await engine.catalogue();
    const template = templates.find((each) => each.id === id);
    if (template) return { exit: ExitCode.done, json: jsonOf(template), text: screen(template) };
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

function screen(template: Template): Text {
  const { id, version, title, description, owner, tags, source, digest } = template;
  const actions = Math.max(...template.workflow.map(({ action }) => action.length));
  return [
    [bold(id), " ", dim(version), "\n", title, "\n\n", description.trim(), "\n\n"],
    pairs([
      ["owner", owner],
      ...(tags.length === 0 ? [] : [["tags", tags.join(", ")] as const]),
      ["from", source.file],
      ["digest", dim(digest)],
    ]),
    inputsText(template),
    heading("May"),
    permissionsText(template),
    heading("Steps"),
    pairs(
      template.workflow.map((step) => {
        const gap = " ".repeat(actions - step.action.length + 2);
        return [step.id, [cyan(step.action), step.name === step.id ? "" : [gap, step.name]]];
      }),
    ),
    heading("Source"),
    source.text
      .trimEnd()
      .split(/\r?\n/)
      .map((line): Text => ["  ", dim("│ "), line, "\n"]),
  ];
}

function inputsText({ inputs }: Template): Text {
  const entries = Object.entries(inputs);
  if (entries.length === 0) return "";
  return [
    heading("Inputs"),
    pairs(
      entries.map(([name, spec]) => {
        const kind = spec.enum ? spec.enum.join(" | ") : spec.type;
        const given =
          spec.default === undefined ? (spec.required ? "required" : "optional") : `default ${shown(spec.default)}`;
        return [name, [cyan(kind), dim(`  ${given}`), spec.description === "" ? "" : `  ${spec.description}`]];
      }),
    ),
  ];
}

function permissionsText({ permissions: { write, shell, network } }: Template): Text {
  const facts: [string, Text][] = [
    ...write.map((root): [string, Text] => ["write", root]),
    ...shell.map((words): [string, Text] => ["start", words.join(" ")]),
    ...(network ? [["use", "the network"] as [string, Text]] : []),
  ];
  if (facts.length === 0) return ["  ", dim("read the workspace and write into the run's own output folder"), "\n"];
  return pairs(facts);
}

function shown(value: Json): string {
  return JSON.stringify(value);
}
