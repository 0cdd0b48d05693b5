/**
 * What is wrong with a pattern of a filter for branches and tags or for paths, by GitHub's "Filter pattern cheat sheet"
 * and git's rules for names; null when nothing is.
 */
export function patternProblem(pattern: string, kind: "ref" | "path"): string | null {
  if (pattern === "") return null;
  if (kind === "path") {
    if (pattern !== pattern.trim()) return "it begins or ends with a space";
    if (/^!?\.\.?(?:\/|$)/.test(pattern)) return "a path begins at the root, without `.` or `..`";
  }
  const body = pattern.startsWith("!") ? pattern.slice(1) : pattern;
  if (body === "") return "nothing follows the `!`";
  const shape = shapeProblem(body);
  if (shape) return shape;
  if (kind === "path") return null;
  if (/^\s|\s$|[ ~^:\t\n]/.test(body)) return "names of branches and tags hold no space and none of `~ ^ :`";
  if (body.startsWith("/") || body.endsWith("/") || body.endsWith(".") || body.includes("..") || body.includes("//")) {
    return "names of branches and tags do not begin or end with a slash, nor end with a dot";
  }
  return /\\[^[?+*\\!]/.test(body) ? "a backslash stands before a special character only" : null;
}

/** Brackets that close, ranges that rise, repetitions of something. */
function shapeProblem(body: string): string | null {
  for (let at = 0; at < body.length; at++) {
    const character = body[at];
    if (character === "\\") at++;
    else if ((character === "?" || character === "+") && (at === 0 || "?+*".includes(body[at - 1] as string))) {
      return `nothing stands before the \`${character}\` that it could repeat`;
    } else if (character === "[") {
      const end = body.indexOf("]", at + 1);
      if (end < 0) return "the `[` is never closed";
      const inner = body.slice(at + 1, end);
      if (inner === "") return "the brackets are empty";
      if (inner.length === 1) return `the brackets hold one character: write \`${inner}\``;
      for (const { 1: from = "", 2: to = "" } of inner.matchAll(/(.)-(.)/g)) {
        if (from > to) return `the range \`${from}-${to}\` falls`;
      }
      at = end;
    }
  }
  return null;
}
