import type { Json, Template } from "@sdetkit/core";
import { heading, pairs } from "../terminal/table.ts";
import { bold, cyan, dim, type Text } from "../terminal/text.ts";

/** A template of this workspace or of a server, as much of it as is shown. */
export interface ShownTemplate
  extends Pick<Template, "id" | "version" | "title" | "description" | "owner" | "tags" | "permissions"> {
  readonly digest: string;
  readonly file: string;
  /** The YAML as it was written. */
  readonly source: string;
  readonly inputs: {
    readonly [name: string]: {
      readonly type: string;
      readonly required: boolean;
      readonly description: string;
      readonly default?: Json | undefined;
      readonly enum?: readonly string[];
    };
  };
  readonly workflow: readonly { readonly id: string; readonly name: string; readonly action: string }[];
}

/** What a template is, what it asks for, what it may do, and its source. */
export function templateView(template: ShownTemplate): Text {
  const { id, version, title, description, owner, tags, file, source, digest } = template;
  const actions = Math.max(...template.workflow.map(({ action }) => action.length));
  return [
    [bold(id), " ", dim(version), "\n", title, "\n\n", description.trim(), "\n\n"],
    pairs([
      ["owner", owner],
      ...(tags.length === 0 ? [] : [["tags", tags.join(", ")] as const]),
      ["from", file],
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
    source
      .trimEnd()
      .split(/\r?\n/)
      .map((line): Text => ["  ", dim("│ "), line, "\n"]),
  ];
}

function inputsText({ inputs }: ShownTemplate): Text {
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

function permissionsText({ permissions: { write, shell, network } }: ShownTemplate): Text {
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
