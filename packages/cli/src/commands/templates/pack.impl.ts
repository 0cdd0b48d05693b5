import { hash } from "node:crypto";
import { ExitCode, Fault, parseTemplateRef, type Template } from "@sdetkit/core";
import { type Catalogue, findTemplate, type TarFile, writeDeterministicTar } from "@sdetkit/runtime";
import type { Answer, Invocation } from "../../command/command.ts";
import { withEngine } from "../../command/with-engine.ts";
import { writeOutput } from "../../output/write-output.ts";
import { pairs } from "../../terminal/table.ts";
import { cyan, dim, green } from "../../terminal/text.ts";
import { shownPath } from "../../views/shown-path.ts";

const utf8 = new TextEncoder();

/** `agent templates pack`. */
export async function templatesPack(ids: readonly string[], output: string, invocation: Invocation): Promise<Answer> {
  const { console } = invocation;
  const chosen = choose(ids, await withEngine(invocation, (engine) => engine.catalogue()));
  const tar = await writeDeterministicTar(packFiles(chosen));
  const written = await writeOutput(console.cwd, output, tar);
  const packed = chosen.map(({ id, version, digest }) => ({ id, version, digest }));
  return {
    exit: ExitCode.done,
    json: { ...written, templates: packed },
    text: [
      [green("✓"), " ", cyan(shownPath(console.cwd, written.path, console.cwd)), "\n"],
      ["  ", dim("sha256"), "  ", written.sha256, "\n\n"],
      pairs(packed.map(({ id, version, digest }) => [id, [version, dim(`  ${digest.slice(0, 12)}`)]])),
    ],
  };
}

function choose(ids: readonly string[], catalogue: Catalogue): readonly Template[] {
  const { templates } = catalogue;
  if (ids.length === 0 && templates.length > 0) return templates;
  const found = ids.map((id) => {
    const ref = parseTemplateRef(id);
    return ref === null ? undefined : findTemplate(ref, catalogue);
  });
  const unknown = ids.filter((_, index) => found[index] === undefined);
  // In a pack each id appears once: which of two is meant has to be said.
  const chosen = new Map(found.flatMap((each) => (each ? [[each.id, each] as const] : [])));
  const twice = found.find((each) => each && chosen.get(each.id) !== each);
  if (twice) {
    const message = `expected one template ${twice.id} to pack, got two`;
    throw new Fault("usage", message, { remedy: "name it once, with builtin: or without" });
  }
  if (unknown.length === 0 && ids.length > 0) return [...chosen.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  const message =
    ids.length === 0 ? "expected templates to pack, got none" : `there is no template ${unknown.join(", ")}`;
  throw new Fault("unknown-template", message);
}

/** The templates as they are, what they are in one manifest, and checksums of all of it in the form that `sha256sum -c` takes. */
function packFiles(templates: readonly Template[]): TarFile[] {
  const entries = templates.map(({ id, version, title, digest, source }) => {
    return { id, version, title, digest, file: `templates/${id}.yaml`, text: source.text };
  });
  const manifest = {
    schema: "sdetkit.pack/v1",
    templates: entries.map(({ text: _, ...entry }) => entry),
  };
  const files = [
    { name: "pack.json", text: `${JSON.stringify(manifest, null, 2)}\n` },
    ...entries.map(({ file, text }) => ({ name: file, text })),
  ];
  const sums = files.map(({ name, text }) => `${hash("sha256", text, "hex")}  ${name}\n`).join("");
  return [...files, { name: "SHA256SUMS", text: sums }].map(({ name, text }) => ({ name, data: utf8.encode(text) }));
}
