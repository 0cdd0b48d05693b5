import { ExitCode } from "@sdetkit/core";
import type { Catalogue } from "@sdetkit/runtime";
import type { Answer, Invocation } from "../command.ts";
import { table } from "../terminal/table.ts";
import { bold, cyan, dim, red, type Text, yellow } from "../terminal/text.ts";
import { withEngine } from "../with-engine.ts";

const ORIGINS = { workspace: "workspace", pack: "pack", builtin: "built in" } as const;

/** `agent templates list`. */
export async function templatesList(invocation: Invocation): Promise<Answer> {
  const catalogue = await withEngine(invocation, (engine) => engine.catalogue());
  const { templates, broken, shadowed } = catalogue;
  const hides = new Set(shadowed.map(({ id }) => id));
  return {
    exit: ExitCode.done,
    json: {
      templates: templates.map(({ id, version, title, description, owner, tags, digest, source }) => {
        return { id, version, title, description, owner, tags, digest, origin: source.origin, file: source.file };
      }),
      broken: broken.map(({ source, diagnostics }) => ({ origin: source.origin, file: source.file, diagnostics })),
      shadowed: shadowed.map(({ id, source, by }) => ({ id, file: source.file, by: by.file })),
    },
    text: screen(catalogue, hides, invocation.console.stdout.columns()),
  };
}

function screen({ templates, broken }: Catalogue, hides: ReadonlySet<string>, columns: number): Text {
  const rows = templates.map((each): Text[] => [
    cyan(each.id),
    each.version,
    [ORIGINS[each.source.origin], hides.has(each.id) ? yellow(" (hides another)") : ""],
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
    broken.map(({ source, diagnostics }): Text => {
      const errors = diagnostics.filter(({ severity }) => severity === "error").length;
      return ["  ", source.file, dim(`  ${errors} ${errors === 1 ? "error" : "errors"}`), "\n"];
    }),
    broken.length === 0 ? "" : ["  ", dim("→ "), "sdetkit agent templates validate --all\n"],
  ];
}
