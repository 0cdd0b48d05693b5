import type { Redactor } from "@sdetkit/runtime";
import { type Logger, pino } from "pino";

/** The log of a server: one JSON object a line, redacted as a whole line, so that no field is forgotten. */
export function openLog(level: string, redactor: Redactor, write: (line: string) => void): Logger {
  return pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    { write: (line) => write(redactor.text(line.trimEnd())) },
  );
}
