import { Fault } from "@sdetkit/core";
import { ServerFault } from "@sdetkit/server/client";

/**
 * What a server finds wrong in a file of this machine that was sent to it, told with the file's name here and with its lines.
 * Any other failure is thrown on. To be given to `catch`.
 * @param path absolute.
 */
export function localizeDiagnostics(path: string): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof ServerFault) || error.diagnostics.length === 0) throw error;
    const diagnostics = error.diagnostics.map((each) => ({ ...each, file: path }));
    throw new Fault(error.code, error.message, { diagnostics, cause: error, remedy: error.remedy });
  };
}
