import { isAbsolute, join, relative } from "node:path";

/** A path of the workspace as the person can open it from the current folder: short where it is below, else absolute. */
export function shownPath(root: string, path: string, cwd: string): string {
  const absolute = isAbsolute(path) ? path : join(root, path);
  const short = relative(cwd, absolute);
  return short === "" || short.startsWith("..") ? absolute : short;
}
