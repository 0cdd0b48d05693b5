/** Roots a path can start from: the workspace, or the run's own output folder. Records hold no other form of path. */
export type LogicalRoot = "workspace" | "output";

/** A confined path: a root and normal relative segments (`""` is the root itself). No `..`, no `.`, no empty part, no NUL. */
export interface LogicalPath {
  readonly root: LogicalRoot;
  readonly path: string;
}

/** Why a text is not a usable path. */
export type PathProblem = "absolute" | "parent" | "nul" | "too-long" | "backslash" | "unknown-root";

const MAX_PATH = 4096;
const MAX_SEGMENT = 255;

/**
 * Reads `a/b` (workspace), `workspace:/a/b` or `output:/a/b`. Purely textual: links are dealt with where the file is opened.
 * Refuses absolute paths, `..`, NUL, backslashes and names the file system cannot hold.
 */
export function parseLogicalPath(text: string): LogicalPath | PathProblem {
  const rooted = /^(workspace|output):(\/.*|)$/s.exec(text);
  const root: LogicalRoot = rooted?.[1] === "output" ? "output" : "workspace";
  const rest = rooted ? (rooted[2] as string).replace(/^\//, "") : text;
  if (rest.includes("\0")) return "nul";
  if (rest.startsWith("/") || /^[A-Za-z]:[\\/]/.test(rest)) return "absolute";
  if (rest.includes("\\")) return "backslash";
  if (rest.length > MAX_PATH) return "too-long";
  const segments = rest.split("/").filter((segment) => segment !== "" && segment !== ".");
  if (segments.includes("..")) return "parent";
  if (segments.some((segment) => segment.length > MAX_SEGMENT)) return "too-long";
  return { root, path: segments.join("/") };
}

/** The form that records and screens use: `workspace:/a/b`, `output:/a/b`. */
export function formatLogicalPath({ root, path }: LogicalPath): string {
  return `${root}:/${path}`;
}

/** Whether `inner` is `outer` or lies below it. */
export function isWithin(inner: LogicalPath, outer: LogicalPath): boolean {
  return (
    inner.root === outer.root &&
    (outer.path === "" || inner.path === outer.path || inner.path.startsWith(`${outer.path}/`))
  );
}
