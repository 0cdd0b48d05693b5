import type { ChildProcess, StdioOptions } from "node:child_process";

/** Starts PostgreSQL's programs as the user that they are to have. */
export interface Runner {
  /** The folder as those programs see it. */
  readonly home: string;
  /** The process that is answered becomes the program: it has its process id. */
  start(program: "initdb" | "postgres", args: readonly string[], stdio: StdioOptions): ChildProcess;
}

/** What PostgreSQL sees of the environment: nothing of ours. */
export const ENVIRONMENT = { LC_ALL: "C", PATH: "/usr/bin:/bin", TZ: "UTC" };
