import { codeSpan } from "@sdetkit/channel-adapters";
import { statusLabel } from "@sdetkit/core";
import { type Intent, Refused } from "../types.ts";
import { askRun } from "./ask-run.ts";
import { tokenize } from "./tokenize.ts";

/** `cancel RUN`. */
export const cancel: Intent = {
  name: "cancel",
  usage: "RUN",
  about: "cancels a run",
  scope: "runs:write",
  answer: async (rest, call) => {
    const [named] = tokenize(rest);
    if (!named)
      throw new Refused({
        code: "which-run",
        detail: "Which run? Write `cancel RUN`; `status` lists yours.",
      });
    const run = await askRun(call, "runs.cancel", named.text);
    const text =
      run.state === "over"
        ? `Run ${codeSpan(run.run)} is already over: ${statusLabel(run.status ?? "ended")}.`
        : `Run ${codeSpan(run.run)} is being cancelled.`;
    return { text };
  },
};
