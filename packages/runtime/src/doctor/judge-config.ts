import { lstatSync } from "node:fs";
import { join } from "node:path";
import { parseConfig, parseLogicalPath } from "@sdetkit/core";
import { type Finding, fine } from "./check.ts";

/** The judgement on the text of a configuration, and on what it names in the workspace at `root`. */
export function judgeConfig(file: string, text: string, root: string): Finding {
  const parsed = parseConfig(file, text);
  const { diagnostics } = parsed;
  const error = diagnostics.find(({ severity }) => severity === "error");
  const worst = error ?? diagnostics[0];
  if (worst !== undefined) {
    const { line, column } = worst.place;
    const more = diagnostics.length > 1 ? `, and ${diagnostics.length - 1} more` : "";
    const detail = `line ${line}, column ${column}: ${worst.message}${more}`;
    return { status: error ? "fail" : "warn", detail, remedy: worst.hint };
  }
  const closed = parsed.ok ? parsed.value.policy.write.flatMap((entry) => unwritable(entry, root)) : [];
  const [first] = closed;
  if (first === undefined) return fine("valid");
  const detail = `policy.write names ${first}: no command can start with that entry`;
  return { status: "fail", detail, remedy: "name the real folder or file" };
}

/** Why nothing can be written at an entry of `policy.write`; none where it can, also where nothing is there yet. */
function unwritable(entry: string, root: string): string[] {
  const path = parseLogicalPath(entry);
  if (typeof path === "string") return [];
  let place = root;
  const names = path.path.split("/").filter((name) => name !== "");
  for (const [index, name] of names.entries()) {
    place = join(place, name);
    const found = lstatSync(place, { throwIfNoEntry: false });
    if (found === undefined) return [];
    const shown = names.slice(0, index + 1).join("/");
    if (found.isSymbolicLink()) return [`${entry}, and ${shown} is a link`];
    const last = index === names.length - 1;
    if (!found.isDirectory() && !(last && found.isFile())) {
      return [`${entry}, and ${shown} is no folder${last ? " and no regular file" : ""}`];
    }
  }
  return [];
}
