import type { Invocation } from "../command/command.ts";

/** Whether a person watches standard error, so that something may be redrawn there. */
export function isWatched({ console, quiet }: Pick<Invocation, "console" | "quiet">): boolean {
  return !quiet && console.stderr.isTTY && console.env["TERM"] !== "dumb" && !console.env["CI"];
}
