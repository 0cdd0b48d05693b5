/** Where runs of a server can stand. */
export const RUN_STATES: readonly string[] = ["queued", "running", "waiting", "stopped", "over"];
