import type { Diagnostic } from "@sdetkit/core";
import { table } from "../terminal/table.ts";
import { bold, cyan, dim, red, type Text, yellow } from "../terminal/text.ts";

/** A template of a list. */
export interface ListedTemplate {
  readonly id: string;
  readonly version: string;
  readonly title: string;
  readonly origin: string;
}

/** A template that is not valid. */
export interface BrokenTemplate {
  readonly file: string;
  readonly diagnostics: readonly Pick<Diagnostic, "severity">[];
}

const ORIGINS: { readonly [origin: string]: string } = { workspace: "workspace", pack: "pack", builtin: "built in" };

/** Templates as a table, and below it those that are not valid. `hides`: ids of those that win over another. */
export function templatesView(
  templates: readonly ListedTemplate[],
  broken: readonly BrokenTemplate[],
  hides: ReadonlySet<string>,
  columns: number,
): Text {
  const rows = templates.map((each): Text[] => [
    cyan(each.id),
    each.version,
    [ORIGINS[each.origin] ?? each.origin, hides.has(each.id) ? yellow(" (hides another)") : ""],
    each.title,
  ]);
  const titles = [
    { title: "template" },
    { title: "version", optional: true },
    { title: "from", optional: true },
    { title: "title", flexible: true, narrowest: 24 },
  ];
  return [
    templates.length === 0 ? dim("There are no templates.\n") : table(titles, rows, columns),
    broken.length === 0 ? "" : ["\n", bold(red("Not valid")), "\n"],
    broken.map(({ file, diagnostics }): Text => {
      const errors = diagnostics.filter(({ severity }) => severity === "error").length;
      return ["  ", file, dim(`  ${errors} ${errors === 1 ? "error" : "errors"}`), "\n"];
    }),
    broken.length === 0 ? "" : ["  ", dim("→ "), "sdetkit agent templates validate\n"],
  ];
}
