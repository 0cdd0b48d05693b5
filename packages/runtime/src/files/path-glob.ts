/** A pattern split into the folder that surely holds every match, and the test of a whole path. */
export interface PathGlob {
  /** The leading segments without a wildcard: `""` when the first one has one. */
  readonly base: string;
  matches(path: string): boolean;
}

/** Whether a text has a wildcard: `*` (within a segment), `**` (any folders) or `?` (one character). */
export function isGlob(pattern: string): boolean {
  return /[*?]/.test(pattern);
}

/**
 * Reads a pattern such as `reports/**` + `/*.json`. Segments are matched one by one, so that no pattern takes exponential
 * time; names that begin with a dot match like any other.
 */
export function pathGlob(pattern: string): PathGlob {
  const segments = pattern.split("/").filter((segment) => segment !== "");
  const plain = segments.findIndex(isGlob);
  return {
    base: segments.slice(0, plain < 0 ? segments.length : plain).join("/"),
    matches: (path) => matchFolders(segments, path.split("/")),
  };
}

/** Row by row: `reached[j]` tells whether the patterns so far can have used up the first j names. */
function matchFolders(patterns: readonly string[], names: readonly string[]): boolean {
  let reached = [true, ...names.map(() => false)];
  for (const pattern of patterns) {
    const next = reached.map(() => false);
    for (let used = 0; used <= names.length; used++) {
      if (pattern === "**") next[used] = Boolean(reached[used] || (used > 0 && next[used - 1]));
      else if (used > 0) next[used] = Boolean(reached[used - 1] && matchName(pattern, names[used - 1] as string));
    }
    reached = next;
  }
  return reached[names.length] === true;
}

/** Greedy with one step back to the last `*`: time grows with the product of the lengths at most. */
function matchName(pattern: string, name: string): boolean {
  let at = 0;
  let star = -1;
  let retry = 0;
  for (let index = 0; index < name.length; ) {
    if (pattern[at] === "*") {
      star = at++;
      retry = index;
    } else if (at < pattern.length && (pattern[at] === "?" || pattern[at] === name[index])) {
      at += 1;
      index += 1;
    } else if (star >= 0) {
      at = star + 1;
      index = ++retry;
    } else return false;
  }
  while (pattern[at] === "*") at += 1;
  return at === pattern.length;
}
