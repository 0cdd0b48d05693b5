import { type Profile, type Rule, rules, selectRules } from "@sdetkit/runtime";
import type { Console } from "../../terminal/console.ts";
import { auditCacheFolder } from "./cache-folder.ts";
import { refuseUnknown, refuseUnknownRules } from "./refuse-unknown.ts";

/** What `withScope` reads. */
export interface ScopeOptions {
  readonly profile: string;
  readonly rules?: string;
  readonly exclude?: readonly string[];
  /** False with `--no-cache`. */
  readonly cache: boolean;
}

/** Which rules are asked, and what is left out. Fault `usage` for a profile or a rule that there is not. */
export function readScope(
  options: ScopeOptions,
  console: Pick<Console, "env">,
): {
  readonly profile: Profile;
  readonly rules: readonly Rule[];
  readonly exclude: readonly string[];
  readonly cacheFolder: string | undefined;
} {
  const profile = refuseUnknown("--profile", options.profile, ["default", "strict"] satisfies Profile[]);
  const cacheFolder = auditCacheFolder(options.cache, console);
  return { profile, rules: chosenRules(profile, options.rules), exclude: options.exclude ?? [], cacheFolder };
}

function chosenRules(profile: Profile, list: string | undefined): readonly Rule[] {
  const ofProfile = rules.filter(({ profiles }) => profiles.includes(profile));
  if (list === undefined) return ofProfile;
  const selectors = list.split(",").flatMap((each) => (each.trim() === "" ? [] : [each.trim()]));
  refuseUnknownRules(selectors);
  return selectRules(ofProfile, selectors);
}
