import { Fault } from "@sdetkit/core";
import type { Examined } from "@sdetkit/runtime";
import type { Archived, KeyRotated, Restored, RunningServer, ServerCall } from "@sdetkit/server/client";

/** As much of `@sdetkit/server` as the CLI calls. `test/` holds the package to it. */
export interface ServerPackage {
  serve(call: ServerCall): Promise<RunningServer>;
  /** Checks what a server in this folder needs, and the server itself when it is up. */
  examineServer(call: ServerCall): Promise<readonly Examined[]>;
  backup(call: ServerCall & { readonly to: string }): Promise<Archived>;
  /** Seals everything under another master key; no replica may run. */
  rotateKey(call: ServerCall): Promise<KeyRotated>;
  restore(call: ServerCall & { readonly from: string }): Promise<Restored>;
}

/** Text, so that neither the bundler nor the compiler follows it: the package is installed only by those who serve. */
const NAME: string = "@sdetkit/server";

/** Loads the server package. Faults when it is not installed, or not whole. */
export async function loadServer(): Promise<ServerPackage> {
  try {
    return (await import(NAME)) as ServerPackage;
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    const missing = (cause as NodeJS.ErrnoException).code === "ERR_MODULE_NOT_FOUND";
    if (missing && message.includes(`'${NAME}'`)) {
      throw new Fault(
        "server-not-installed",
        `expected the package ${NAME} to be installed beside this one, but it is not`,
        {
          remedy: `run \`npm install ${NAME}\``,
          cause,
        },
      );
    }
    throw new Fault("server-not-whole", `expected to be able to load ${NAME}: ${message}`, {
      remedy: `install it again, or run \`npm run build\` in a checkout`,
      cause,
    });
  }
}
