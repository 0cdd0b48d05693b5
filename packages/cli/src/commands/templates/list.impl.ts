import { ExitCode } from "@sdetkit/core";
import { type Answer, asked, type Invocation } from "../../command/command.ts";
import { withEngine } from "../../command/with-engine.ts";
import { room } from "../../terminal/console.ts";
import { templatesView } from "../../views/templates-view.ts";

/** `agent templates list`. */
export async function templatesList(invocation: Invocation): Promise<Answer> {
  const catalogue = await withEngine(invocation, (engine) => engine.catalogue());
  const { templates, broken, shadowed } = catalogue;
  const hides = new Set(shadowed.map(({ id }) => id));
  const listed = templates.map(({ id, version, title, description, owner, tags, digest, source }) => {
    return { id, version, title, description, owner, tags, digest, origin: source.origin, file: source.file };
  });
  const wrong = broken.map(({ source, diagnostics }) => ({ origin: source.origin, file: source.file, diagnostics }));
  return {
    exit: ExitCode.done,
    json: {
      templates: listed,
      broken: wrong,
      shadowed: shadowed.map(({ id, source, by }) => ({ id, file: source.file, by: by.file })),
    },
    ...asked(templatesView(listed, wrong, hides, room(invocation.console.stdout))),
  };
}
