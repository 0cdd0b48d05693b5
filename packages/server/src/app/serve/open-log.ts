import { escapeControl } from "@sdetkit/core";
import type { Redactor } from "@sdetkit/runtime";
import { type Logger, pino } from "pino";

/**
 * The log of a server: one JSON object a line. Redacted, and hidden characters made visible, in the whole line, so that no field is
 * forgotten: what somebody named cannot change how a line reads in a terminal.
 */
export function openLog(level: string, redactor: Redactor, write: (line: string) => void): Logger {
  return pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    { write: (line) => write(escapeControl(redactor.text(line.trimEnd()))) },
  );
}
