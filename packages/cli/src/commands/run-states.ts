/** The states of runs on a server. */
export const RUN_STATES: readonly string[] = ["queued", "running", "waiting", "stopped", "over"];
