import { SYSTEM_PATH } from "../platform/system-path.ts";

/**
 * The whole environment of a command: the same on every machine, then what the step names. Nothing of the caller's own.
 *
 * @param home a folder of the command's own, for HOME and TMPDIR.
 * @param toolFolders absolute folders put in front of PATH.
 */
export function cleanEnvironment(
  home: string,
  toolFolders: readonly string[],
  step: { readonly [name: string]: string },
): { [name: string]: string } {
  return {
    PATH: [...toolFolders, SYSTEM_PATH].join(":"),
    LANG: "C.UTF-8",
    LC_ALL: "C.UTF-8",
    TZ: "UTC",
    HOME: home,
    TMPDIR: home,
    // Tools that stamp what they build use this moment instead of now (reproducible-builds.org). 1980: the first a zip can hold.
    SOURCE_DATE_EPOCH: "315532800",
    // A workspace below the top of its repository is a mount of its own in the sandbox.
    GIT_DISCOVERY_ACROSS_FILESYSTEM: "1",
    ...step,
  };
}
