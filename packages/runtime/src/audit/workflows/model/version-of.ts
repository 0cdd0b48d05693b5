import { sourceOffset } from "../yaml/source-offset.ts";
import { isCommit, type RepositoryReference } from "./action-reference.ts";

const VERSION = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:\.\d+)*$/;

/** The comment behind a `uses:`, without its mark; null when there is none. */
export function commentBehind(source: string, uses: RepositoryReference): string | null {
  const { node } = uses;
  const from = node.style === "plain" || node.style === "quoted" ? node.end : sourceOffset(source, node, 0);
  const end = source.indexOf("\n", from);
  const found = /(?:^|\s)#\s*(?<comment>.*)$/.exec(source.slice(from, end < 0 ? undefined : end));
  return found?.groups?.["comment"]?.trim() ?? null;
}

/** The version that a comment or a ref names: `v4.2.2`, `tag=v4`, `pin@v4`, `name-v1.2`. */
export function versionIn(text: string): string | null {
  return (
    /(?:^|[\s=@/-])(?<version>v?\d+(?:\.\d+){0,3}(?:-?(?:alpha|beta|rc|pre)[\w.-]*)?)(?=\s|$|,|\))/.exec(text)
      ?.groups?.["version"] ?? null
  );
}

/** The version of an action, from its ref or, when that is a commit, from the comment; as far as it is known. */
export function versionOf(source: string, uses: RepositoryReference): readonly number[] | null {
  if (uses.ref === null) return null;
  const text = isCommit(uses.ref) ? versionIn(commentBehind(source, uses) ?? "") : uses.ref.replace(/^.*[@/]/, "");
  const found = text === null ? null : VERSION.exec(text);
  return found ? found.slice(1).flatMap((part) => (part === undefined ? [] : [Number(part)])) : null;
}
