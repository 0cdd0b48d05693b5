import { formatCount, type Json, type JsonObject, type RunReport, type Sha256, type StepStatus } from "@sdetkit/core";
import { dim, type Text, yellow } from "../terminal/text.ts";

const TAIL = 20;
const WHOLE = 200;
/** Code units of one line; what comes after has to be read where the whole is kept. */
const LINE = 1000;

/** Where printed text is read from. */
export interface PrintedSource {
  /** The bytes of a blob; null when there is none. */
  readonly blob: (digest: Sha256) => Promise<Uint8Array | null>;
  /** Where the person finds all of a blob: a path they can open, or the address of it. */
  readonly whole: (digest: Sha256) => string;
  /** What it means here that a blob cannot be read, after its name. */
  readonly unread: string;
  /** `troubled`: of steps that failed or took too long, the end. `all`: of every step, as much as can be read. */
  readonly show: "troubled" | "all";
  /** What would have helped a step that failed, by what it printed; null or left out where nothing is known. */
  readonly hint?: (failure: PrintedStep["failure"], printed: string) => string | null;
}

/** A step, as far as what its command printed goes. */
export interface PrintedStep {
  readonly status: StepStatus;
  readonly failure: RunReport["steps"][number]["failure"];
  readonly outputs: JsonObject;
  readonly printed: { readonly stdout: Sha256 | null; readonly stderr: Sha256 | null };
}

/** Whether an output is text to be read line by line: what a deterministic command printed, the content of a file. */
export function isProse(name: string, value: Json): value is string {
  return typeof value === "string" && (name === "stdout" || value.includes("\n"));
}

/**
 * What a step gave to read, mostly what its command printed: the last lines, and where the whole is kept when that is not
 * all. Empty when there is nothing to show.
 */
export async function printedText(step: PrintedStep, source: PrintedSource): Promise<Text> {
  const { status, failure, outputs, printed } = step;
  const troubled = status === "failed" || status === "timed-out";
  if (source.show === "troubled" && !troubled) return "";
  const most = source.show === "all" ? WHOLE : TAIL;
  const stdout = await textOf(printed.stdout, source);
  const stderr = await textOf(printed.stderr, source);
  const said = `${stderr ?? ""}\n${stdout ?? outputs["stdout"] ?? ""}`;
  const hint = troubled ? (source.hint?.(failure, said) ?? null) : null;
  return [
    Object.entries(outputs).map(([name, value]) => (isProse(name, value) ? linesText(name, value, null, most) : "")),
    blobText("stdout", printed.stdout, stdout, source, most),
    blobText("stderr", printed.stderr, stderr, source, most),
    hint === null ? "" : ["      ", dim("→ "), hint, "\n"],
  ];
}

async function textOf(digest: Sha256 | null, { blob }: PrintedSource): Promise<string | null> {
  const bytes = digest === null ? null : await blob(digest).catch(() => null);
  return bytes === null ? null : Buffer.from(bytes).toString("utf8");
}

function blobText(
  name: string,
  digest: Sha256 | null,
  text: string | null,
  { whole, unread }: PrintedSource,
  most: number,
): Text {
  if (digest === null) return "";
  return text === null ? ["      ", name, "  ", yellow(unread), "\n"] : linesText(name, text, whole(digest), most);
}

/** The last lines of a text, indented, under a line that names it. `path`: where all of it can be read. */
function linesText(name: string, text: string, path: string | null, most: number): Text {
  if (text === "") return "";
  const lines = text.replace(/(\r\n|\r|\n)$/, "").split(/\r\n|\r|\n/);
  const shown = lines.slice(-most);
  const count = lines.length > most ? `  last ${most} of ${formatCount(lines.length)} lines` : "";
  const whole = count === "" && shown.every((line) => line.length <= LINE);
  return [
    ["      ", name, dim(count), whole || path === null ? "" : ["\n      ", dim(`all of it in ${path}`)], "\n"],
    shown.map((line): Text => ["      ", dim("│ "), lineText(line), "\n"]),
  ];
}

/** One line without the colours that commands may have put into it; those would only show as escapes. */
function lineText(line: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what is looked for.
  const plain = line.slice(0, LINE).replace(/\x1b\[[0-9;]*m/g, "");
  return line.length > LINE ? `${plain.toWellFormed()}…` : plain;
}
