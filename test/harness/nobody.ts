/** Somebody else on the machine, whom root may become. */
export const NOBODY = 65_534;

/** Words before a program that run it as this user. */
export const AS_NOBODY: readonly string[] = ["setpriv", `--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups"];
