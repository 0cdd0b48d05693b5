import ignore, { type Ignore } from "ignore";

/** Beyond these a `.gitignore` is no list that somebody wrote: matching it would take longer than reading the files. */
const MAX_PATTERNS = 2000;
const MAX_PATTERN_LENGTH = 1024;
/** Each further wildcard multiplies the ways to try a long name. */
const MAX_WILDCARDS = 12;

/**
 * Decides which paths a repository's own `.gitignore` files leave out, nested ones included: the deepest file that has an
 * opinion wins, and nothing below an ignored folder comes back. A user's global excludes and `.git/info/exclude` do not
 * count: they differ from clone to clone.
 */
export interface GitIgnore {
  /** Takes in the `.gitignore` of a folder (`""` is the root). Folders above it have to come first. */
  add(folder: string, text: string): void;
  /** Whether a file, or a folder (ends with `/`), is left out. */
  ignores(path: string): boolean;
}

export function gitIgnore(): GitIgnore {
  const matchers = new Map<string, Ignore>();
  const folders = new Map<string, boolean>([["", false]]);

  const decide = (path: string): boolean => {
    for (let folder = parentOf(path); ; folder = parentOf(folder)) {
      const answer = matchers.get(folder)?.test(folder === "" ? path : path.slice(folder.length + 1));
      if (answer?.ignored) return true;
      if (answer?.unignored || folder === "") return false;
    }
  };
  const folderIgnored = (folder: string): boolean => {
    const known = folders.get(folder);
    if (known !== undefined) return known;
    const answer = folderIgnored(parentOf(folder)) || decide(`${folder}/`);
    folders.set(folder, answer);
    return answer;
  };
  return {
    add: (folder, text) => {
      matchers.set(folder, ignore({ ignorecase: false }).add(boundedPatterns(text)));
    },
    ignores: (path) => folderIgnored(parentOf(path)) || decide(path),
  };
}

/** The patterns of a `.gitignore` without those that would make matching slow: what only they match is looked at. */
function boundedPatterns(text: string): string {
  return text
    .split(/\r?\n/, MAX_PATTERNS)
    .filter((line) => line.length <= MAX_PATTERN_LENGTH && (line.match(/[*?[]/g)?.length ?? 0) <= MAX_WILDCARDS)
    .join("\n");
}

function parentOf(path: string): string {
  const bare = path.endsWith("/") ? path.slice(0, -1) : path;
  const slash = bare.lastIndexOf("/");
  return slash < 0 ? "" : bare.slice(0, slash);
}
