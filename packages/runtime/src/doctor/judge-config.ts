import { parseConfig } from "@sdetkit/core";
import { type Finding, fine } from "./check.ts";

/** The judgement on the text of a configuration. */
export function judgeConfig(file: string, text: string): Finding {
  const { diagnostics } = parseConfig(file, text);
  const error = diagnostics.find(({ severity }) => severity === "error");
  const worst = error ?? diagnostics[0];
  if (worst === undefined) return fine("valid");
  const { line, column } = worst.place;
  const more = diagnostics.length > 1 ? `, and ${diagnostics.length - 1} more` : "";
  const detail = `line ${line}, column ${column}: ${worst.message}${more}`;
  return { status: error ? "fail" : "warn", detail, remedy: worst.hint };
}
