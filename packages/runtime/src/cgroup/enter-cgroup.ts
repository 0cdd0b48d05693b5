/** Exit code of the shell when it could not enter: nothing was started. A program may end with it as well. */
export const NOT_ENTERED = 125;

/**
 * Puts words in front of a program so that it is in a cgroup before it begins: a shell writes itself into `cgroup.procs`, which is open
 * at the descriptor `entry`, closes it, and becomes the program. What the shell adds to the environment goes.
 */
export function enterCgroup(entry: number, words: readonly string[]): [string, ...string[]] {
  const script = `echo 0 >&${entry} || exit ${NOT_ENTERED}; unset PWD OLDPWD SHLVL; exec "$@" ${entry}>&-`;
  return ["/bin/sh", "-c", script, "sh", ...words];
}
