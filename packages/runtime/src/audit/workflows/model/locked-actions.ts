import type { Repository } from "../../rule.ts";
import { readLenientYaml } from "../yaml/read-lenient-yaml.ts";
import { child, scalarOf, scalarsIn, type YamlNode } from "../yaml/yaml-node.ts";
import { isCommit } from "./action-reference.ts";

/** `actions.lock`, `actions.lock.json` and `actions-lock.json`, in the root or below `.github`. */
const LOCK = /^(?:\.github\/(?:aw\/|workflows\/)?)?actions[.-]lock(?:\.(?:json|ya?ml|txt))?$/;
const SLUG = /^[\w.-]+\/[\w.-]+(?:\/[\w./-]+)?$/;

const locks = new WeakMap<Repository, Promise<ReadonlySet<string>>>();

/** The refs that a lock file for actions ties to a commit, as `owner/repo@ref` with the repository in lower case. */
export function lockedActions(repository: Repository): Promise<ReadonlySet<string>> {
  let known = locks.get(repository);
  if (!known) {
    known = readLocks(repository);
    locks.set(repository, known);
  }
  return known;
}

async function readLocks(repository: Repository): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (const { path } of repository.files) {
    if (!LOCK.test(path)) continue;
    const content = await repository.look(path);
    if (content.kind !== "text") continue;
    for (const { groups } of content.text.matchAll(
      /^(?<name>[\w./-]+)@(?<ref>[^\s:]+)[ \t]+(?<commit>[0-9a-f]{40})\b/gim,
    )) {
      add(found, groups?.["name"] ?? "", groups?.["ref"] ?? "");
    }
    collect(readLenientYaml(content.text).root, found);
  }
  return found;
}

/** JSON is YAML: maps of `owner/repo@ref` to a commit, or of `owner/repo` to entries with a version and a commit. */
function collect(node: YamlNode | null, found: Set<string>): void {
  if (node?.kind === "list") for (const item of node.items) collect(item, found);
  if (node?.kind !== "map") return;
  for (const { key, value } of node.entries) {
    const [name = "", ref] = key.text.split("@");
    if (!SLUG.test(name)) collect(value, found);
    else if (ref !== undefined) {
      if ([...scalarsIn(value)].some(({ text }) => isCommit(text))) add(found, name, ref);
    } else {
      for (const entry of value.kind === "list" ? value.items : [value]) {
        const stated = scalarOf(child(entry, "version") ?? child(entry, "ref") ?? child(entry, "tag"))?.text;
        const commit = scalarOf(child(entry, "sha") ?? child(entry, "commit"))?.text;
        if (stated !== undefined && commit !== undefined && isCommit(commit)) add(found, name, stated);
      }
    }
  }
}

function add(found: Set<string>, name: string, ref: string): void {
  const [owner, repo] = name.toLowerCase().split("/");
  found.add(`${owner}/${repo}@${ref}`);
}
