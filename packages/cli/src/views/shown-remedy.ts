import { type ArgvPattern, CONFIG_FILE, type Denial, findMisfit } from "@sdetkit/core";

/** The policy that denied something, as the person who reads it finds it. */
export interface PolicySource {
  /** What the config is called there: a recorded remedy names the file of a workspace. */
  readonly config: string;
  /** Commands that it allows, where they are known. */
  readonly shell?: readonly ArgvPattern[];
}

/**
 * What to do about a denial. The recorded remedy is about a workspace's own policy: on a server that is another place, and a value that
 * does not fit its placeholder needs no other policy.
 */
export function shownRemedy({ rule, need, remedy }: Denial, { config, shell = [] }: PolicySource): string {
  const misfit = rule === "shell-allowlist" && need?.kind === "shell" ? findMisfit(shell, need.argv) : null;
  if (misfit !== null) return `give a value that fits ${misfit.expected}, ${JSON.stringify(misfit.word)} does not`;
  return remedy.replaceAll(CONFIG_FILE, config);
}
