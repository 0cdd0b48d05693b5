import { Fault } from "@sdetkit/core";
import { CLEAN_UP_MINUTES } from "@sdetkit/runtime";
import type { Invocation } from "../command/command.ts";
import { printError } from "../terminal/console.ts";
import { type Text, yellow } from "../terminal/text.ts";
import type { Display } from "./display.ts";
import { displayFor } from "./display-for.ts";

const WHAT_AN_INTERRUPT_DOES: Text = [
  yellow("Interrupted."),
  ` Stopping the running steps; cleanup steps still run, for at most ${CLEAN_UP_MINUTES} minutes. Ctrl+C again stops at once.\n`,
];

/**
 * Shows how runs of this process get on, and says at an interrupt what still happens. The display is cleared whatever comes.
 */
export async function withProgress<T>(invocation: Invocation, use: (display: Display) => Promise<T>): Promise<T> {
  const { console, quiet } = invocation;
  const display = displayFor(invocation);
  // A terminal shows `^C` where its cursor was, perhaps behind a question.
  const line = [console.stderr.isTTY ? "\n" : "", WHAT_AN_INTERRUPT_DOES];
  const say = () => void display.pauseFor(async () => printError(console, line));
  if (!quiet) console.signal.addEventListener("abort", say, { once: true });
  try {
    return await use(display);
  } finally {
    console.signal.removeEventListener("abort", say);
    display.end();
  }
}

/** For what has no result when it was cut short: throws Fault `interrupted`, exit 130, once the person has interrupted. */
export function throwIfInterrupted({ console }: Pick<Invocation, "console">, what: string): void {
  if (!console.signal.aborted) return;
  throw new Fault("interrupted", `interrupted: ${what}`);
}
