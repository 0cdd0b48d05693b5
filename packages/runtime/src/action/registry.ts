import type { ActionSpec } from "@sdetkit/core";
import { artifactsBundle } from "./artifacts-bundle.ts";
import { fsRead } from "./fs-read.ts";
import { fsWrite } from "./fs-write.ts";
import { repoAudit } from "./repo-audit.ts";
import { reportBuild } from "./report-build.ts";
import { shellRun } from "./shell-run.ts";
import type { Action } from "./types.ts";

/** Every action there is. One line each; parameters were checked by its own schema before they reach `execute`. */
const all: readonly Action[] = [artifactsBundle, fsRead, fsWrite, repoAudit, reportBuild, shellRun];

/** Actions by name. */
export const actions: ReadonlyMap<string, Action> = new Map(all.map((action) => [action.name, action]));

/** What is known of each action without running it: for templates, plans and schemas. */
export const actionSpecs: ReadonlyMap<string, ActionSpec> = actions;
