/** Whether a problem has stopped a run of a server, until somebody fixes that and resumes it. Servers of 0.1 call it `waiting`, with a problem. */
export function hasStopped({ state, problem }: { readonly state: string; readonly problem: string | null }): boolean {
  return state === "stopped" || (state === "waiting" && problem !== null);
}
