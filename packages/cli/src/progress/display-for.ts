import type { Invocation } from "../command.ts";
import type { Display } from "./display.ts";
import { liveDisplay } from "./live-display.ts";
import { plainDisplay } from "./plain-display.ts";

const silentDisplay: Display = { show: () => {}, pauseFor: (ask) => ask(), end: () => {} };

/** A list that is redrawn in place for a person who watches, plain lines where more was asked for, else nothing. */
export function displayFor({ console, quiet, verbose }: Invocation): Display {
  if (quiet) return silentDisplay;
  const watched = console.stderr.isTTY && console.env["TERM"] !== "dumb" && !console.env["CI"];
  if (watched) return liveDisplay(console);
  return verbose ? plainDisplay(console) : silentDisplay;
}
