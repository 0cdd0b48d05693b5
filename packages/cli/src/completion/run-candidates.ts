import { formatInstant } from "@sdetkit/core";
import { findWorkspace, layoutOf, openHistory } from "@sdetkit/runtime";
import { LAST } from "../input/named-run.ts";
import { type Candidate, candidate } from "./candidate.ts";

const NEWEST = 100;
const SHORT = 12;

/**
 * The newest runs of a workspace: by their ids where one was begun, else by their hashes, short while that is enough.
 * `cutOff`: instead the ids of the runs that can be resumed. `last` comes first.
 */
export function runCandidates(cwd: string, partial: string, { cutOff }: { cutOff: boolean }): readonly Candidate[] {
  const history = openHistory(layoutOf(findWorkspace(cwd).root), { readOnly: true });
  try {
    if (cutOff) {
      const open = history.unfinished().filter(({ alive }) => !alive);
      const named = open.flatMap(({ run, task, captured_ms }) => candidate(run, `${task}, ${when(captured_ms)}`));
      return named.length === 0 ? [] : [...candidate(LAST, "the newest interrupted run"), ...named];
    }
    const named = history.list({ limit: NEWEST }).flatMap(({ run, hash, status, template, task, captured_ms }) => {
      const value = partial.startsWith("r") ? run : partial.length < SHORT ? hash.slice(0, SHORT) : hash;
      return candidate(value, `${status} ${template ?? task}, ${when(captured_ms)}`);
    });
    return named.length === 0 ? [] : [...candidate(LAST, "the newest"), ...named];
  } finally {
    history.close();
  }
}

function when(milliseconds: number): string {
  return formatInstant(new Date(milliseconds).toISOString());
}
