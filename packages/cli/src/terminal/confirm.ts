import { Fault } from "@sdetkit/core";
import { type Console, printError } from "./console.ts";
import { dim, type Text } from "./text.ts";

/**
 * Asks the person at the terminal for a yes. `instead`: what a caller without a terminal has to give; without it nothing is
 * done, which is a Fault with exit 2. No, or no answer: false.
 */
export async function confirm(question: Text, console: Console, instead: string): Promise<boolean> {
  if (!console.stdin.isTTY || !console.stderr.isTTY) {
    throw new Fault("unconfirmed", "expected a confirmation, but there is no terminal to ask at; nothing was done", {
      remedy: `use ${instead} if you are sure`,
    });
  }
  printError(console, [question, " ", dim("[y/N] ")]);
  const line = await console.stdin.line(console.signal);
  if (line === null) printError(console, "\n");
  return line !== null && /^(y|yes)$/i.test(line.trim());
}
