import type { Repository, TextFile } from "../../rule.ts";
import { textFile } from "../../text-file.ts";
import type { Definition } from "./definition.ts";
import { definitionOf, isDefinition } from "./definition-of.ts";

/** A workflow or action of a repository, with its file. */
export interface DefinitionFile {
  readonly file: TextFile;
  /** Null when the file has not the shape of one. */
  readonly definition: Definition | null;
}

const read = new WeakMap<Repository, Promise<ReadonlyMap<string, DefinitionFile>>>();

/** The workflows and actions of a repository by path, read once for all rules that look at several. */
export function definitionsIn(repository: Repository): Promise<ReadonlyMap<string, DefinitionFile>> {
  let known = read.get(repository);
  if (!known) {
    known = readDefinitions(repository);
    read.set(repository, known);
  }
  return known;
}

async function readDefinitions(repository: Repository): Promise<ReadonlyMap<string, DefinitionFile>> {
  const found = new Map<string, DefinitionFile>();
  for (const { path, bytes } of repository.files) {
    if (!isDefinition(path)) continue;
    const content = await repository.look(path);
    if (content.kind !== "text") continue;
    const file = textFile({ path, bytes }, content.text);
    found.set(path, { file, definition: definitionOf(file) });
  }
  return found;
}
