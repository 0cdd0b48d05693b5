import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

/** The next line of an input; null when it ends first, or the signal is aborted. */
export function readLine(input: Readable, signal: AbortSignal): Promise<string | null> {
  if (signal.aborted) return Promise.resolve(null);
  return new Promise((resolve) => {
    const reader = createInterface({ input, terminal: false });
    const settle = (line: string | null) => {
      // Before closing, since closing is itself told as an end of the input.
      resolve(line);
      signal.removeEventListener("abort", onAbort);
      reader.close();
      input.pause();
    };
    const onAbort = () => settle(null);
    signal.addEventListener("abort", onAbort, { once: true });
    reader.once("line", settle);
    reader.once("close", () => resolve(null));
  });
}
