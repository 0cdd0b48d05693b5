import { join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Fault } from "@sdetkit/core";
import type { RawSettings } from "./settings-schema.ts";
import type { Settings } from "./types.ts";

const DEFAULTS = { workspace: "workspaces", history: "history", dashboards: "dashboards" } as const;

/** The roots as absolute folders: none is, or lies in, another. Fault `invalid-root`. */
export function resolveRoots(roots: RawSettings["roots"], base: string, folder: string): Settings["roots"] {
  const names = Object.keys(DEFAULTS) as (keyof typeof DEFAULTS)[];
  const found = names.map((name) => [name, folderOf(name, roots[name] ?? join(folder, DEFAULTS[name]), base)] as const);
  for (const [name, path] of found)
    for (const [other, above] of found)
      if (name !== other && !/^\.\.(?:\/|$)/.test(relative(above, path)))
        throw refused(
          `expected \`roots.${name}\` and \`roots.${other}\` to be apart, got ${path} in ${above}`,
          "give each class a folder of its own",
        );
  return Object.fromEntries(found) as Settings["roots"];
}

function folderOf(name: string, root: string, base: string): string {
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(root)?.[1]?.toLowerCase();
  if (scheme === undefined) return resolve(base, root);
  if (scheme === "s3")
    throw refused(
      `expected a folder or a \`file:\` URL for \`roots.${name}\`, got an \`s3:\` URL: not yet`,
      "use a folder, e.g. on a mounted disk",
    );
  try {
    if (scheme === "file") return resolve(fileURLToPath(root));
  } catch {
    // A host, or a path that is none.
  }
  throw refused(
    `expected a folder or a URL such as \`file:///srv/sdetkit\` for \`roots.${name}\`, got \`${root}\``,
    "write an absolute path",
  );
}

function refused(message: string, remedy: string): Fault {
  return new Fault("invalid-root", message, { remedy });
}
