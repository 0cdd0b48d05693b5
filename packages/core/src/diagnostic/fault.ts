import type { Diagnostic } from "./diagnostic.ts";
import { ExitCode } from "./exit-code.ts";
import { FAULTS, type FaultCode } from "./fault-catalogue.ts";
import type { FaultEntry } from "./faults/fault-entry.ts";

/**
 * A broken world or a wrong call: thrown, and turned into an exit code or a problem document once, at the edge; what a code means
 * there, the catalogue says. What an author wrote wrong is a Diagnostic; what may happen in a run is a value in its record:
 * neither is a Fault.
 */
export class Fault extends Error {
  override readonly name = "Fault";
  readonly code: FaultCode;
  readonly exit: ExitCode;
  readonly remedy: string | undefined;
  /** Where a file is what is wrong: everything that is wrong in it. */
  readonly diagnostics: readonly Diagnostic[];

  /** @param message expected and got; @param options.remedy what the reader can do now, where that is more than the catalogue says. */
  constructor(
    code: FaultCode,
    message: string,
    options: { remedy?: string | undefined; cause?: unknown; diagnostics?: readonly Diagnostic[] } = {},
  ) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    // A server of another version may have sent a code that is not known here.
    const known: FaultEntry | undefined = FAULTS[code];
    this.code = code;
    this.exit = known?.exit ?? ExitCode.failed;
    this.remedy = options.remedy ?? known?.remedy;
    this.diagnostics = options.diagnostics ?? [];
  }
}
