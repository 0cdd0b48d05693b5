import type { Diagnostic } from "./diagnostic.ts";
import type { ExitCode } from "./exit-code.ts";

/**
 * A broken world or a wrong call: thrown, and turned into an exit code or a problem document once, at the edge.
 * What an author wrote wrong is a Diagnostic; what may happen in a run is a value in its record: neither is a Fault.
 */
export class Fault extends Error {
  override readonly name = "Fault";
  readonly code: string;
  readonly exit: ExitCode;
  readonly remedy: string | undefined;
  /** Where a file is what is wrong: everything that is wrong in it. */
  readonly diagnostics: readonly Diagnostic[];

  /** @param code kebab-case, stable; @param message expected and got; @param options.remedy what the reader can do now. */
  constructor(
    code: string,
    message: string,
    options: { exit: ExitCode; remedy?: string; cause?: unknown; diagnostics?: readonly Diagnostic[] },
  ) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.code = code;
    this.exit = options.exit;
    this.remedy = options.remedy;
    this.diagnostics = options.diagnostics ?? [];
  }
}
