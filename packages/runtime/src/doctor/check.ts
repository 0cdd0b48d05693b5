import type { Layout } from "../files/workspace-layout.ts";

/** What one check of `agent doctor` found. `warn` does not stand in the way of a run, `fail` does; `skipped` looked at nothing. */
export interface Finding {
  readonly status: "ok" | "warn" | "fail" | "skipped";
  readonly detail: string;
  /** How to fix it; null when there is nothing to fix. */
  readonly remedy: string | null;
}

/** What checks may look at. */
export interface DoctorContext {
  readonly layout: Layout;
  /** Absolute path of the configuration in use. */
  readonly config: string;
  readonly env: { readonly [name: string]: string | undefined };
}

/** One check. Add one: its file, its test, one line in the registry. */
export interface DoctorCheck {
  readonly id: string;
  readonly title: string;
  look(context: DoctorContext): Promise<Finding>;
}

/** Nothing to fix. */
export function fine(detail: string): Finding {
  return { status: "ok", detail, remedy: null };
}

/** Nothing was looked at, so nothing is known. */
export function notLookedAt(why: string): Finding {
  return { status: "skipped", detail: `not checked: ${why}`, remedy: null };
}
