import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { type Checked, parseTemplate, type Template, type TemplateSource } from "@sdetkit/core";
import { actionSpecs } from "../action/registry.ts";
import { readTextFile } from "../files/read-text-file.ts";
import { hashing } from "../platform/hashing.ts";
import type { Catalogue } from "./types.ts";

/** Parses one template with everything this product knows of actions. */
export function readTemplate(source: TemplateSource): Checked<Template> {
  return parseTemplate(source, { actions: actionSpecs, hashing });
}

/** Loads the workspace's templates, then the built-in ones; of two with one id the workspace's wins. */
export async function loadCatalogue(folders: { workspace: string; builtin: string }): Promise<Catalogue> {
  return catalogueOf([
    ...(await sourcesIn(folders.workspace, (name) => ({ origin: "workspace", file: `templates/automations/${name}` }))),
    ...(await builtinSources(folders.builtin)),
  ]);
}

/** The sources of the catalogue that is shipped with the product. */
export function builtinSources(folder: string): Promise<TemplateSource[]> {
  return sourcesIn(folder, (name) => ({ origin: "builtin", file: `builtin:${name}` }));
}

/** The templates of sources, wherever they lie: of two with one id the one that comes first wins. */
export function catalogueOf(sources: readonly TemplateSource[]): Catalogue {
  const templates = new Map<string, Template>();
  const hidden: Template[] = [];
  const shadowed: { id: string; source: TemplateSource; by: TemplateSource }[] = [];
  const broken: { source: TemplateSource; diagnostics: Catalogue["broken"][number]["diagnostics"] }[] = [];
  for (const source of sources) {
    const parsed = readTemplate(source);
    if (!parsed.ok) {
      broken.push({ source, diagnostics: parsed.diagnostics });
      continue;
    }
    const winner = templates.get(parsed.value.id);
    if (!winner) {
      templates.set(parsed.value.id, parsed.value);
      continue;
    }
    hidden.push(parsed.value);
    // The product's own repository has its curated templates in both places: nothing is hidden by an equal text.
    if (winner.digest !== parsed.value.digest) shadowed.push({ id: winner.id, source, by: winner.source });
  }
  const sorted = [...templates.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  return { templates: sorted, broken, hidden, shadowed };
}

/** Every YAML file of a folder as a source, by name; a folder that is not there has none. */
async function sourcesIn(
  folder: string,
  describe: (name: string) => Pick<TemplateSource, "origin" | "file">,
): Promise<TemplateSource[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const names = entries.filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name)).map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => ({ ...describe(name), text: await readTextFile(join(folder, name)) })),
  );
}
