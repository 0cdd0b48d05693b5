import { ExitCode, Fault } from "@sdetkit/core";
import type { Examined } from "@sdetkit/runtime";

/** What every entry of the server package is called with. */
export interface ServerCall {
  /** Absolute: the server keeps its own in `.sdetkit/server` below. */
  readonly cwd: string;
  /** Absolute path of `server.yaml` when another one than the folder's own is meant. */
  readonly config: string | undefined;
  /** As given on the command line: these beat the environment, that beats the file. */
  readonly flags: ServerFlags;
  readonly env: { readonly [name: string]: string | undefined };
  readonly version: string;
  /** Absolute path of the folder with the built-in templates. */
  readonly builtinTemplates: string;
  /** A line of the log: JSON, redacted, without a line end. */
  readonly log: (line: string) => void;
  /** Aborted by the first interrupt, also while it starts. */
  readonly signal: AbortSignal;
}

/** What `agent serve` can be told on the command line. */
export interface ServerFlags {
  readonly host?: string;
  readonly port?: number;
  readonly databaseUrl?: string;
  readonly simulate?: readonly string[];
  readonly behindProxy?: boolean;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
}

/** A server that answers. */
export interface RunningServer {
  readonly url: string;
  /** The platform-admin's token: on the first start, or when another one was asked for. */
  readonly adminToken: string | null;
  /** What a person wants to know of it at a glance: database, roots, what is simulated. */
  readonly about: readonly { readonly name: string; readonly value: string }[];
  /** Settles when it is down. */
  readonly ended: Promise<ExitCode>;
  /** Takes nothing new, lets what is running come to the end of its step, then ends. */
  stop(): Promise<void>;
}

/** What a backup or a restoration came to. */
export interface Archived {
  readonly path: string;
  readonly rows: number;
  readonly files: number;
  /** Of tables and files together. */
  readonly bytes: number;
  readonly holds_master_key: boolean;
  /** SHA-256 of the backup's manifest: kept elsewhere, it proves that the backup is the one that was made. */
  readonly digest: string;
}

/** As much of `@sdetkit/server` as the CLI calls. `test/` holds the package to it. */
export interface ServerPackage {
  serve(
    call: ServerCall & { readonly newAdminToken?: boolean; readonly onReady?: (running: RunningServer) => void },
  ): Promise<RunningServer>;
  /** Checks what a server in this folder needs, and the server itself when it is up. */
  examineServer(call: ServerCall): Promise<readonly Examined[]>;
  backup(call: ServerCall & { readonly to: string }): Promise<Archived>;
  restore(call: ServerCall & { readonly from: string }): Promise<Archived>;
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
      throw new Fault("server-not-installed", `expected the package ${NAME} beside this one, it is not installed`, {
        exit: ExitCode.usage,
        remedy: `npm install ${NAME}`,
        cause,
      });
    }
    throw new Fault("server-not-whole", `expected to be able to load ${NAME}: ${message}`, {
      exit: ExitCode.failed,
      remedy: `install it again, or run \`npm run build\` in a checkout`,
      cause,
    });
  }
}
