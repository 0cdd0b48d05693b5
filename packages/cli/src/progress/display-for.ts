import type { Invocation } from "../command/command.ts";
import type { Display } from "./display.ts";
import { liveDisplay } from "./live-display.ts";
import { plainDisplay } from "./plain-display.ts";

const silentDisplay: Display = { show: () => {}, pauseFor: (ask) => ask(), end: () => {} };

/** A list that is redrawn in place for a person who watches, plain lines where more was requested, else nothing. */
export function displayFor({ console, quiet, verbose }: Invocation): Display {
  if (isWatched({ console, quiet })) return liveDisplay(console);
  return verbose && !quiet ? plainDisplay(console) : silentDisplay;
}

/** Whether a person watches standard error, so that something may be redrawn there. */
export function isWatched({ console, quiet }: Pick<Invocation, "console" | "quiet">): boolean {
  return !quiet && console.stderr.isTTY && console.env["TERM"] !== "dumb" && !console.env["CI"];
}
