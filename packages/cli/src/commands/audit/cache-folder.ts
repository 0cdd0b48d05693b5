import { isAbsolute, join } from "node:path";
import type { Console } from "../../terminal/console.ts";

/** Where audits keep what they know of files: in the caller's own cache folder. Undefined where there is none, or with `--no-cache`. */
export function auditCacheFolder(cache: boolean, { env }: Pick<Console, "env">): string | undefined {
  const base = env["XDG_CACHE_HOME"] || (env["HOME"] ? join(env["HOME"], ".cache") : "");
  return cache && isAbsolute(base) ? join(base, "sdetkit", "audit") : undefined;
}
