import type { TextFile } from "../../rule.ts";
import { view } from "../../view.ts";
import { readLenientYaml } from "../yaml/read-lenient-yaml.ts";
import { child, itemsOf, type YamlMap, type YamlNode, type YamlScalar } from "../yaml/yaml-node.ts";

/** A job of a GitLab pipeline; hidden ones, which others extend, count as well. */
export interface GitLabJob {
  readonly key: YamlScalar;
  readonly node: YamlMap;
}

export interface GitLabPipeline {
  readonly root: YamlMap;
  readonly jobs: readonly GitLabJob[];
}

/** Keys of a pipeline that are no jobs. */
const GLOBAL = new Set([
  "after_script",
  "before_script",
  "cache",
  "default",
  "image",
  "include",
  "pages",
  "services",
  "spec",
  "stages",
  "variables",
  "workflow",
]);
const SCRIPTS = ["before_script", "script", "after_script"] as const;

/** Whether GitLab reads a file of this name as a pipeline, or projects usually include it as a part of one. */
export function isGitLabFile(path: string): boolean {
  return (
    /(?:^|\/)\.gitlab-ci\.ya?ml$/.test(path) ||
    /(?:^|\/)\.gitlab(?:-ci|\/ci)?\/(?:.*\/)?[^/]+\.ya?ml$/.test(path) ||
    /\.gitlab-ci\.ya?ml$/.test(path)
  );
}

/** The pipeline in a file; null when it has not the shape of one. */
export const gitLabOf: (file: TextFile) => GitLabPipeline | null = view(({ text }) => {
  const { root } = readLenientYaml(text);
  if (root?.kind !== "map") return null;
  const jobs = root.entries.flatMap(({ key, value }) =>
    value.kind === "map" && (!GLOBAL.has(key.text) || key.text === "pages") ? [{ key, node: value }] : [],
  );
  return { root, jobs };
});

/** The lines of a job's scripts; nested lists are written out as GitLab does. */
export function scriptLines(owner: YamlNode | null): readonly YamlScalar[] {
  return SCRIPTS.flatMap((name) => flattened(child(owner, name), 0));
}

function flattened(node: YamlNode | null, depth: number): readonly YamlScalar[] {
  if (node?.kind === "scalar") return [node];
  return depth > 10 ? [] : itemsOf(node).flatMap((item) => flattened(item, depth + 1));
}
