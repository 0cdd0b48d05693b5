import { type Console, printError, printJson } from "./console.ts";
import { dim, red, type Text, yellow } from "./text.ts";

/** pino's numbers. */
const WARN = 40;
const ERROR = 50;
/** Fields that are the same in every line of one server. */
const USUAL: ReadonlySet<string> = new Set(["level", "time", "msg", "pid", "hostname", "replica"]);

/** Where a server's log goes: to standard error, as it is for programs and files, shorter for a person who watches. */
export function serverLog(console: Console): (line: string) => void {
  if (!console.stderr.isTTY) return (line) => printJson(console, console.stderr, line);
  return (line) => printError(console, [shown(line), "\n"]);
}

function shown(line: string): Text {
  const entry = parsed(line);
  if (entry === null) return line;
  const { level, time, msg } = entry;
  const at = typeof time === "number" || typeof time === "string" ? new Date(time).toISOString().slice(11, 19) : "";
  const word = Number(level) >= ERROR ? red("error ") : Number(level) >= WARN ? yellow("warning ") : "";
  const rest = Object.entries(entry).filter(([name]) => !USUAL.has(name));
  const fields = rest.map(([name, value]) => ` ${name}=${typeof value === "string" ? value : JSON.stringify(value)}`);
  return [dim(at), " ", word, String(msg ?? ""), dim(fields.join(""))];
}

function parsed(line: string): { readonly [name: string]: unknown } | null {
  try {
    const value: unknown = JSON.parse(line);
    return value !== null && typeof value === "object" && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}
