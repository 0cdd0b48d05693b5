import { Fault } from "@sdetkit/core";
import { createConfinedFiles, decodeUtf8 } from "@sdetkit/runtime";
import type { Snapshot } from "./types.ts";

const FOLDER = "templates/automations";
const MOST_TEMPLATES = 1_000;
const MOST_BYTES = 2 ** 18;

/** The templates of a plain folder as they are now. No link is followed, on the way or in a template's place. */
export async function readFolder(folder: string): Promise<Snapshot["templates"]> {
  const files = createConfinedFiles({ workspace: folder, output: folder });
  const paths: string[] = [];
  try {
    for await (const { path } of files.list({ root: "workspace", path: FOLDER })) {
      const name = path.path.slice(FOLDER.length + 1);
      if (/^[^/]+\.ya?ml$/.test(name)) paths.push(path.path);
      if (paths.length === MOST_TEMPLATES) break;
    }
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    // There is no such folder, or a link in its place.
    return [];
  }
  const templates = [];
  for (const path of paths.sort()) {
    const data = await files.read({ root: "workspace", path }, { maxBytes: MOST_BYTES }).catch(() => null);
    if (data) templates.push({ file: path, text: decodeUtf8(data) });
  }
  return templates;
}
