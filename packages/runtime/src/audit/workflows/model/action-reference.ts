import type { YamlScalar } from "../yaml/yaml-node.ts";

interface Reference {
  readonly node: YamlScalar;
  readonly text: string;
}

/** `owner/repo/path@ref`: an action or a reusable workflow in a repository. */
export interface RepositoryReference extends Reference {
  readonly kind: "repository";
  readonly owner: string;
  readonly repo: string;
  /** The path in the repository as it is written, without the leading slash. */
  readonly path: string;
  /** Null when nothing follows the path. */
  readonly ref: string | null;
  /** `owner/repo` in lower case: GitHub compares without case. */
  readonly slug: string;
}

/** `docker://image`. */
export interface ImageReference extends Reference {
  readonly kind: "image";
  readonly image: string;
}

/** `./path`: whatever is in the checked-out workspace then. */
export interface LocalReference extends Reference {
  readonly kind: "local";
  readonly path: string;
}

/** `$/path`: the repository itself at the workflow's own commit. */
export interface SelfReference extends Reference {
  readonly kind: "self";
  readonly path: string;
}

export interface UnreadableReference extends Reference {
  readonly kind: "unreadable";
}

/** What a `uses:` names. */
export type ActionReference =
  | RepositoryReference
  | ImageReference
  | LocalReference
  | SelfReference
  | UnreadableReference;

const COMMIT = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/i;

/** Whether a ref is a whole commit id, the only kind of ref that cannot move. */
export function isCommit(ref: string): boolean {
  return COMMIT.test(ref);
}

export function readActionReference(node: YamlScalar): ActionReference {
  const text = node.text.trim();
  const base = { node, text };
  if (text.startsWith("docker://")) return { ...base, kind: "image", image: text.slice("docker://".length) };
  if (text.startsWith("./") || text.startsWith("../")) return { ...base, kind: "local", path: text };
  if (text.startsWith("$/")) return { ...base, kind: "self", path: text };
  const at = text.indexOf("@");
  const name = at < 0 ? text : text.slice(0, at);
  const ref = at < 0 ? null : text.slice(at + 1);
  const [owner, repo, ...path] = name.split("/");
  if (!owner || !repo || !/^[\w.-]+$/.test(owner) || !/^[\w.-]+$/.test(repo) || text.includes("${{")) {
    return { ...base, kind: "unreadable" };
  }
  const slug = `${owner}/${repo}`.toLowerCase();
  return { ...base, kind: "repository", owner, repo, path: path.join("/"), ref, slug };
}
