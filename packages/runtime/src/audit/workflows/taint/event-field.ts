/**
 * How much of a value an outsider chooses. `free`: any text. `name`: a text that only people with write access choose.
 * `fixed`: an id, a number, a word of a closed set or a name of a restricted alphabet, none of which can hold code.
 */
export type Freedom = "free" | "name" | "fixed";

/** Fields of an event that hold text which anybody may write. */
const FREE = new Set([
  "title",
  "body",
  "message",
  "description",
  "homepage",
  "page_name",
  "display_title",
  "head_branch",
  "head_ref",
  "default_branch",
  "text",
  "summary",
  "email",
  "blog",
  "bio",
  "company",
  "location",
  "from",
  "patch",
  "diff_hunk",
  "path",
  "filename",
]);
/** Fields that hold text of somebody who may write to the repository: labels, tags, dispatched payloads. */
const NAMED = new Set(["tag_name", "ref_name", "target_commitish", "base_ref", "label", "ref", "name", "branch"]);
/** Objects below which a name or a ref is an outsider's. */
const OUTSIDE = new Set(["head", "head_commit", "commits", "commit", "author", "committer", "head_repository", "fork"]);
const FIXED =
  /^(?:.*_)?(?:id|ids|sha|number|count|at|login|state|status|conclusion|action|event|draft|merged|mergeable|locked|private|public|archived|disabled|fork|size|type|url|key|ssh|after|before|created|deleted|forced|distinct|full_name|slug|association|reason|visibility|additions|deletions|comments|commits|changed_files|line|position|side|run_attempt|run_number|avatar|score|enabled|admin|color|prerelease|watchers|stargazers|forks)$/;

/** How free the field of an event is that a path without `github.event` names, such as `issue.title`. */
export function freedomOfEventField(path: readonly (string | null)[]): Freedom {
  const [top] = path;
  if (path.length === 0) return "free";
  if (path.some((step) => step === null)) return "free";
  // The repository that is asked, and the side of a pull request that belongs to it, are its maintainers'.
  if (
    path.some((step, index) => index < path.length - 1 && (step === "base" || (step === "repository" && index === 0)))
  ) {
    return FIXED.test(String(path.at(-1))) ? "fixed" : "name";
  }
  if (top === "inputs" || top === "client_payload") return "name";
  let last = path.length - 1;
  while (last > 0 && (path[last] === "*" || /^\d+$/.test(path[last] as string))) last--;
  const leaf = path[last] as string;
  const above = path.slice(0, last);
  if (above.some((step) => OUTSIDE.has(step as string)) && ["name", "ref", "label", "username"].includes(leaf)) {
    // The owner and the repository's own name keep to letters, digits, dots and dashes.
    return leaf === "name" && /^(?:repo|head_repository)$/.test(String(above.at(-1))) ? "fixed" : "free";
  }
  if (leaf === "name" && /^(?:user|sender|owner|repo|repository|organization)$/.test(String(above.at(-1))))
    return "fixed";
  if (FREE.has(leaf)) return leaf === "description" && above.at(-1) === "repository" ? "name" : "free";
  if (NAMED.has(leaf)) return "name";
  if (FIXED.test(leaf)) return "fixed";
  return last === 0 || isWhole(leaf) ? "free" : "name";
}

/** Objects that are an outsider's as a whole: written out they hold their titles and bodies. */
function isWhole(leaf: string): boolean {
  return /^(?:issue|pull_request|comment|review|discussion|workflow_run|head|head_commit|commits?|pages|release|author|check_run|check_suite|changes)$/.test(
    leaf,
  );
}
