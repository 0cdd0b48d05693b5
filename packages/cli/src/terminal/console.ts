import { escapeWorkflowCommands, escapeWorkflowCommandsInJson } from "./escape-workflow-commands.ts";
import { render } from "./render.ts";
import type { Text } from "./text.ts";
import { wrap } from "./wrap.ts";

/** An output stream, as little of it as is needed. */
export interface Sink {
  write(text: string): void;
  /** Resolves when what was written has left this process: whether there is still somebody who reads. */
  drained(): Promise<boolean>;
  readonly isTTY: boolean;
  /** Columns; 80 where nobody knows. */
  columns(): number;
  /** Lines; 24 where nobody knows. */
  rows(): number;
}

/** Everything that a command sees of the outside world: with another one of these, a test needs no process. */
export interface Console {
  readonly stdout: Sink;
  readonly stderr: Sink;
  readonly stdin: {
    readonly isTTY: boolean;
    /** All of the input, to its end. */
    text(): Promise<string>;
    /** One line after a question, null when the input ended or the signal was aborted. */
    line(signal: AbortSignal): Promise<string | null>;
  };
  readonly env: { readonly [name: string]: string | undefined };
  readonly cwd: string;
  /** Aborted when the person interrupts. */
  readonly signal: AbortSignal;
  /** Has a hang-up (SIGHUP) call this instead of being an interrupt, unless it tells that the terminal was closed. */
  readonly onHangup?: (reload: () => void) => void;
  /** Milliseconds since the epoch. */
  now(): number;
}

/** How wide tables may be: as wide as the terminal. Without one somebody reads on who wants all of it, whole. */
export function room(sink: Sink): number {
  return sink.isTTY ? sink.columns() : Number.POSITIVE_INFINITY;
}

/** Whether a stream gets colours: NO_COLOR beats FORCE_COLOR beats what the stream is (no-color.org, force-color.org). */
export function wantsColor(console: Console, sink: Sink): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = console.env;
  if (NO_COLOR !== undefined && NO_COLOR !== "") return false;
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== "") return FORCE_COLOR !== "0" && FORCE_COLOR !== "false";
  return sink.isTTY && TERM !== "dumb";
}

/** Writes a text to standard output. */
export function print(console: Console, text: Text): void {
  write(console, console.stdout, text);
}

/** Writes a text to standard error. */
export function printError(console: Console, text: Text): void {
  write(console, console.stderr, text);
}

/** Writes one line of JSON. In GitHub Actions its texts are escaped so that the runner takes no command from them. */
export function printJson(console: Console, sink: Sink, json: string): void {
  sink.write(`${console.env["GITHUB_ACTIONS"] === "true" ? escapeWorkflowCommandsInJson(json) : json}\n`);
}

function write(console: Console, sink: Sink, text: Text): void {
  const styled = render(text, wantsColor(console, sink));
  const rendered = console.env["GITHUB_ACTIONS"] === "true" ? escapeWorkflowCommands(styled) : styled;
  sink.write(sink.isTTY ? wrap(rendered, sink.columns()) : rendered);
}
