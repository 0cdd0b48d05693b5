import { Fault } from "@sdetkit/core";
import { type ReportFormat, reportFormats } from "@sdetkit/runtime";
import { refuseUnknown } from "./refuse-unknown.ts";

/** A way in which an audit is reported: on standard output, or in a file as it is named on the command line. */
export interface WantedFormat {
  readonly name: "text" | "github" | ReportFormat;
  readonly file?: string;
}

/** Reads `--format NAME[=FILE]`; text on standard output when nothing is said. Fault `usage` where two want standard output. */
export function readFormats(values: readonly string[]): readonly WantedFormat[] {
  const formats = values.map((value): WantedFormat => {
    const at = value.indexOf("=");
    const name = refuseUnknown("--format", at < 0 ? value : value.slice(0, at), ["text", "github", ...reportFormats]);
    if (at < 0) return { name };
    if (name !== "text" && name !== "github" && at + 1 < value.length) return { name, file: value.slice(at + 1) };
    throw usage(`expected --format ${name} with a file only for a report, got ${JSON.stringify(value)}`);
  });
  if (formats.filter(({ file }) => file === undefined).length > 1)
    throw usage("expected one format on standard output, got several");
  return formats.length === 0 ? [{ name: "text" }] : formats;
}

function usage(message: string): Fault {
  return new Fault("usage", message, {
    remedy: "write the others into files: --format text --format sarif=audit.sarif",
  });
}
