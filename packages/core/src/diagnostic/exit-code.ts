/** The process exit codes of every command, the only ones there are. */
export const ExitCode = {
  done: 0,
  failed: 1,
  usage: 2,
  denied: 3,
  unauthenticated: 4,
  differs: 5,
  timedOut: 124,
  interrupted: 130,
} as const;

/** One of the documented exit codes. */
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];
