import { readdirSync } from "node:fs";
import { basename, extname } from "node:path";
import { type RunRecord, runVerdict } from "@sdetkit/core";
import { Counter } from "prom-client";

/** The runs that ended here: how, and of which template, as far as that is no tenant's own. */
export interface EndedRuns {
  note(record: Pick<RunRecord, "status" | "task" | "outputs" | "steps">): void;
  /** In no registry yet. */
  readonly counters: readonly Counter[];
}

/** Counts by status and template: built-in templates by their name, all others together, so that there are few series whatever tenants do. */
export function createEndedRuns(builtinTemplates: string): EndedRuns {
  const builtin = new Set(readdirSync(builtinTemplates).map((file) => basename(file, extname(file))));
  const ended = new Counter({
    name: "sdetkit_runs_ended_total",
    help: "Runs that ended on this replica, by status and built-in template; `other`: a tenant's own, `none`: no template.",
    labelNames: ["status", "template"],
    registers: [],
  });
  const notPassed = new Counter({
    name: "sdetkit_runs_not_passed_total",
    help: "Runs that ended on this replica and succeeded, but whose output `passed` is false, by template as above.",
    labelNames: ["template"],
    registers: [],
  });
  return {
    counters: [ended, notPassed],
    note: (record) => {
      const { status, task } = record;
      const template = task.kind !== "template" ? "none" : builtin.has(task.id) ? task.id : "other";
      ended.inc({ status, template });
      if (runVerdict(record) === false) notPassed.inc({ template });
    },
  };
}
