import { Fault, type Json } from "@sdetkit/core";
import { createRedactor } from "@sdetkit/runtime";
import type { Tx } from "../../storage/database/types.ts";
import type { Caller } from "../access/types.ts";
import type { Runs } from "../runs/types.ts";
import type { Schedules } from "./types.ts";

export type NewSchedule = Parameters<Schedules["create"]>[2];

const NAME = /^[a-z0-9][a-z0-9-]{0,39}$/;
const MOST_BYTES = 64 * 1024;
const redactor = createRedactor({ secrets: [] });

/** Refuses a schedule that could never start a run: a name or inputs that are none, a task that cannot be planned now. */
export async function checkSchedule(
  tx: Tx,
  by: Caller,
  { name, workspace, task, inputs }: NewSchedule,
  runs: Pick<Runs, "plan">,
): Promise<void> {
  // Its runs have the rights of the account: a token without them must not get them this way.
  if (!by.scopes.has("runs:write"))
    throw new Fault("scope-missing", "expected a caller who may start runs, the scope runs:write is missing", {
      remedy: "use a token with runs:write as well",
    });
  if (!NAME.test(name))
    throw new Fault("invalid-name", `expected a name of a-z, 0-9 and -, got ${JSON.stringify(name.slice(0, 64))}`, {
      remedy: "write at most 40 characters, a letter or digit first, e.g. `nightly-audit`",
    });
  const text = JSON.stringify({ task, inputs });
  if (Buffer.byteLength(text) > MOST_BYTES)
    throw new Fault("inputs-too-large", `expected task and inputs of at most ${MOST_BYTES} bytes, got more`);
  if (JSON.stringify(redactor.json({ task, inputs })) !== text)
    throw new Fault(
      "secret-in-inputs",
      "expected a task and inputs without credentials, found one: they are stored unencrypted",
    );
  const request = { workspace, task, inputs: inputs as { readonly [name: string]: Json } };
  const plan = await runs.plan(tx, by, request).catch((error) => {
    if (!(error instanceof Fault) || error.code !== "workspace-not-ready") throw error;
    throw new Fault("workspace-not-ready", error.message, { remedy: error.remedy });
  });
  if (plan.kind === "refused") {
    const [best] = plan.suggestions;
    throw new Fault("task-refused", plan.message, {
      diagnostics: plan.diagnostics,
      ...(best ? { remedy: `did you mean ${best.task}?` } : {}),
    });
  }
}
