import { ExitCode } from "@sdetkit/core";
import { createRedactor, type ExampleFiles, type Rule, rules, selectRules } from "@sdetkit/runtime";
import { type Answer, asked, type Invocation } from "../../command/command.ts";
import { room } from "../../terminal/console.ts";
import { table } from "../../terminal/table.ts";
import { bold, cyan, dim, green, red, type Text } from "../../terminal/text.ts";
import { severityText } from "../../views/audit-text.ts";
import { refuseUnknownRules } from "./refuse-unknown.ts";

/** `agent audit rules [ID]`. */
export async function auditRules(id: string | undefined, { console }: Pick<Invocation, "console">): Promise<Answer> {
  if (id !== undefined) refuseUnknownRules([id]);
  const chosen = id === undefined ? rules : selectRules(rules, [id]);
  const json = { rules: chosen.map(factsOf) };
  const [only] = chosen;
  if (only?.id === id && only !== undefined) return { exit: ExitCode.done, json, ...asked(explained(only)) };
  return { exit: ExitCode.done, json, ...asked(listed(chosen, room(console.stdout))) };
}

function factsOf(rule: Rule): object {
  const { id, title, category, severity, securitySeverity, profiles, protects, fix, examples } = rule;
  const { shapes } = createRedactor({ secrets: [] });
  return shapes.json({
    id,
    title,
    category,
    severity,
    security_severity: securitySeverity ?? null,
    profiles,
    protects,
    fix,
    examples,
  });
}

function listed(chosen: readonly Rule[], columns: number): Text {
  const rows = chosen
    .toSorted((a, b) => (a.category === b.category ? 0 : a.category < b.category ? -1 : 1))
    .map(({ id, category, severity, profiles, title }): Text[] => [
      cyan(id),
      category,
      severityText(severity),
      dim(profiles.includes("default") ? "both" : "strict"),
      title,
    ]);
  const head = [
    { title: "rule" },
    { title: "family", optional: true },
    { title: "severity" },
    { title: "profile", optional: true },
    { title: "what it wants", flexible: true, narrowest: 24 },
  ];
  return [table(head, rows, columns), "\n", dim("sdetkit agent audit rules ID explains one."), "\n"];
}

function explained(rule: Rule): Text {
  const { id, title, category, severity, securitySeverity, profiles, protects, fix, examples } = rule;
  const danger = securitySeverity === undefined ? "" : `, security severity ${securitySeverity.toFixed(1)}`;
  const asked = profiles.includes("default") ? "in every profile" : "in the strict profile";
  const [example] = examples;
  return [
    [bold(id), "  ", title, "\n"],
    ["  ", dim(`${category}, `), severityText(severity), dim(`${danger}; asked ${asked}`), "\n\n"],
    ["  ", bold("Protects"), "  ", protects, "\n"],
    ["  ", bold("Repair"), "    ", fix, "\n\n"],
    ["  ", bold("Example"), "   ", example.name, "\n"],
    exampleText(red("found"), example.found),
    exampleText(green("repaired"), example.repaired),
    ["\n  ", dim("Silence one finding with a comment on its line: "), cyan(`sdetkit:ignore ${id} -- why`), "\n"],
  ];
}

function exampleText(label: Text, files: ExampleFiles): Text {
  const { shapes } = createRedactor({ secrets: [] });
  return Object.entries(files).map(([path, content]): Text => {
    const head: Text = ["\n  ", label, "  ", dim(path), "\n"];
    if (typeof content !== "string") return [head, `    ${content.bytes} bytes\n`];
    const lines = shapes.text(content).replace(/\n$/, "").split("\n");
    return [head, lines.map((line): Text => ["    ", dim("│"), " ", line, "\n"])];
  });
}
