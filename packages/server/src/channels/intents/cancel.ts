import type { RunView } from "../../runs/contract.ts";
import { codeSpan } from "../markdown/small-markdown.ts";
import { type Intent, Refused } from "./contract.ts";
import { wordsOf } from "./words.ts";

/** `cancel RUN`. */
export const cancel: Intent = {
  name: "cancel",
  usage: "RUN",
  about: "stops a run",
  scope: "runs:write",
  answer: async (rest, call) => {
    const [named] = wordsOf(rest);
    if (!named)
      throw new Refused({
        status: 422,
        code: "which-run",
        detail: "Which run? Write `cancel RUN`; `status` lists yours.",
      });
    const run = (await call.ask("runs.cancel", { params: { run: named.text } })) as RunView;
    const text =
      run.state === "over"
        ? `Run ${codeSpan(run.run)} is over already: ${(run.status ?? "ended").replaceAll("-", " ")}.`
        : `Run ${codeSpan(run.run)} is being stopped.`;
    return { text };
  },
};
