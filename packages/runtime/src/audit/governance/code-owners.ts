/** What a line of `CODEOWNERS` names: `@user`, `@organisation/team`, GitLab's nested groups and `@@roles`, or an e-mail address. */
const OWNER = /^(?:@@?[\p{L}\p{N}_][\p{L}\p{N}._-]*(?:\/[\p{L}\p{N}_][\p{L}\p{N}._-]*)*|[^\s@]+@[^\s@]+\.[^\s@.]+)$/u;
/** GitLab: `[Section]`, `^[Optional]`, `[Two of them][2]`, each with default owners behind it. */
const SECTION = /^\^?\[[^\]]+\](?:\[\d+\])?(?=\s|$)/;
/** `[ ]` in a pattern: GitHub knows no ranges of characters, and no backslash that would make a sign of it. */
const RANGE = /\[[^\]]*\]/;
/** A pattern that means every file. */
const ALL = new Set(["*", "**", "/", "/*", "/**", "**/*", "/**/*"]);

/**
 * Whether any file has an owner, by GitHub's rules: a comment begins with `#` at the start of a line or behind a space, a line
 * whose owners are no owners is skipped, so is one that negates with `!` or has a range `[ ]`, and of the patterns for a file the last one counts.
 */
export function namesOwner(text: string): boolean {
  /** Of the section: a pattern without owners has these. */
  let inherited = false;
  let owned = false;
  for (const raw of text.split(/\r\n|\n|\r/)) {
    const line = raw.replace(/(?:^|\s)#.*$/, "").trim();
    if (line === "") continue;
    const section = SECTION.exec(line)?.[0];
    if (section !== undefined) {
      const owners = words(line.slice(section.length));
      inherited = owners.length > 0 && owners.every(isOwner);
      continue;
    }
    const [pattern = "", ...owners] = words(line);
    if (pattern.startsWith("!") || RANGE.test(pattern) || !owners.every(isOwner)) continue;
    if (owners.length > 0 || inherited) owned = true;
    else if (ALL.has(pattern)) owned = false;
  }
  return owned;
}

function isOwner(word: string): boolean {
  return OWNER.test(word);
}

/** What stands between spaces; a space behind a backslash belongs to a pattern. */
function words(text: string): string[] {
  return text.match(/(?:\\.|\S)+/g) ?? [];
}
