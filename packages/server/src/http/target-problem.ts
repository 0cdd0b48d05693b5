/** A dot segment as it may be written, encoded or not; `;` begins a parameter, which some servers drop. */
const DOTS = /^(?:\.|%2e){1,2}(?:;.*)?$/i;
/** Slashes that are none to whoever stands before this server, and NUL, which ends a text for some. */
const HIDDEN = /\\|%(?:2f|5c|00)/i;

/**
 * What is wrong with a request's target, as it came; null when its path means the same to everybody. A proxy that lets a prefix
 * through (`/channels/`) compares the text; whoever resolves `..` or decodes slashes afterwards answers another path: 400, before
 * anything reads it (RFC 3986, 6.2.2).
 */
export function targetProblem(target: string): string | null {
  const [path = ""] = target.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#\\]*/i, "").split(/[?#]/, 1);
  if (HIDDEN.test(path)) return "expected a path without backslashes or encoded slashes";
  if (path.includes("//")) return "expected a path without empty segments, got `//`";
  return path.split("/").some((segment) => DOTS.test(segment)) ? "expected a path without `.` and `..` segments" : null;
}
