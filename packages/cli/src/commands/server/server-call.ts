import type { ServerCall } from "@sdetkit/server/client";
import type { Invocation } from "../../command/command.ts";
import { serverLog } from "../../terminal/server-log.ts";

/** What an entry of the server package is called with. */
export function serverCall(flags: ServerCall["flags"], invocation: Invocation): ServerCall {
  const { cwd, config, console, installation, quiet } = invocation;
  return {
    cwd,
    config,
    flags,
    env: console.env,
    version: installation.version,
    builtinTemplates: installation.templates,
    log: quiet ? () => {} : serverLog(console),
    signal: console.signal,
  };
}
