import type { Repository } from "../../rule.ts";
import type { Observation } from "../definition-rule.ts";
import type { Action } from "../model/definition.ts";
import { child, scalarOf } from "../yaml/yaml-node.ts";

/** Files that an action's `runs:` names, and that the repository does not have. */
export function* missingFiles({ path, root }: Action, repository: Repository): Generator<Observation> {
  const runs = child(root, "runs");
  const folder = path.includes("/") ? path.slice(0, path.lastIndexOf("/") + 1) : "";
  const using = scalarOf(child(runs, "using"))?.text;
  const keys =
    using === "docker" ? ["image", "pre-entrypoint", "entrypoint", "post-entrypoint"] : ["main", "pre", "post"];
  for (const key of keys) {
    const node = scalarOf(child(runs, key));
    if (!node || node.text.includes("${{") || /^(?:docker:\/\/|\/)/.test(node.text)) continue;
    if (key === "image" && !/(?:^|\/)Dockerfile$/.test(node.text)) {
      yield {
        at: node.start,
        message: `Expected \`Dockerfile\` or \`docker://image\` in \`image:\`, found \`${node.text}\`. Correct it.`,
      };
      continue;
    }
    const wanted = joinedPath(folder + node.text);
    if (repository.files.some((file) => file.path === wanted)) continue;
    yield {
      at: node.start,
      severity: "note",
      message: `Expected the file that \`${key}:\` names, found no \`${wanted}\` in the repository. Add it, or see that it is built before.`,
    };
  }
}

/** A path without `.` and `..`; it does not leave the root. */
export function joinedPath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "." && part !== "") parts.push(part);
  }
  return parts.join("/");
}
