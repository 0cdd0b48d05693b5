import type { Progress } from "@sdetkit/runtime";
import type { Invocation } from "../command.ts";
import { liveDisplay } from "./live-display.ts";
import { plainDisplay } from "./plain-display.ts";

/** Shows how a run is getting on, on standard error. */
export interface Display {
  show(progress: Progress): void;
  /** Makes room for a question: nothing is drawn until it is answered. */
  pauseFor<T>(ask: () => Promise<T>): Promise<T>;
  /** Leaves the screen as if nothing had been drawn. */
  end(): void;
}

const silentDisplay: Display = { show: () => {}, pauseFor: (ask) => ask(), end: () => {} };

/** A list that is redrawn in place for a person who watches, plain lines where more was asked for, else nothing. */
export function displayFor({ console, quiet, verbose }: Invocation): Display {
  if (quiet) return silentDisplay;
  const watched = console.stderr.isTTY && console.env["TERM"] !== "dumb" && !console.env["CI"];
  if (watched) return liveDisplay(console);
  return verbose ? plainDisplay(console) : silentDisplay;
}
