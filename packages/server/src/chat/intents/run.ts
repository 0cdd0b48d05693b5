import { codeSpan } from "@sdetkit/channel-adapters";
import { type Json, parseTask } from "@sdetkit/core";
import type { RunView, StartAnswer } from "../../control/runs/types.ts";
import { type Intent, type IntentCall, Refused } from "../types.ts";
import { chooseWorkspace, takeIn, takeLastIn } from "./choose-workspace.ts";
import { type Token, tokenize } from "./tokenize.ts";

/** `run TEMPLATE [in WORKSPACE] name=value …`; with anything else behind `run`, the words are matched to a template. */
export const run: Intent = {
  name: "run",
  usage: "TEMPLATE [in WORKSPACE] name=value …",
  about: "starts a run",
  scope: "runs:write",
  answer: async (rest, call) => {
    const [first, ...others] = tokenize(rest);
    if (!first) throw refusal("Which template? Write `run TEMPLATE`; `templates` lists them.");
    const { workspace, rest: words } = takeIn(others);
    const explicit = words.every(({ equals }) => equals > 0) && first.equals < 0;
    if (!explicit) return { text: await startText(rest, undefined, {}, call) };
    const task = first.text.startsWith("template:") ? first.text : `template:${first.text}`;
    return { text: await startText(task, workspace, inputsOf(words), call) };
  },
};

/**
 * Starts what somebody asked for; a message can only choose among templates.
 * @param workspace the one they named; of a task in their own words, its end may name it.
 */
export async function startText(
  task: string,
  workspace: string | undefined,
  inputs: { readonly [name: string]: Json },
  call: IntentCall,
): Promise<string> {
  const parsed = parseTask(task);
  if (parsed.kind === "invalid") throw refusal(`${parsed.message}; ${parsed.hint}`);
  if (parsed.kind === "action" && call.channel.settings["actions"] !== true)
    throw refusal("Single actions cannot be started from this chat: `templates` lists what can.");
  const said = parsed.kind === "text" ? await takeLastIn(task, call) : { workspace, rest: task };
  const answer = await call.start({ workspace: await chooseWorkspace(said.workspace, call), task: said.rest, inputs });
  if (answer.kind === "refused") throw refused(answer);
  return startedText(answer.run);
}

function inputsOf(words: readonly Token[]): { readonly [name: string]: Json } {
  const inputs = new Map<string, string>();
  for (const { text, equals } of words) {
    const name = text.slice(0, equals);
    if (inputs.has(name)) throw refusal(`${codeSpan(name)} is given twice: which one do you mean?`);
    inputs.set(name, text.slice(equals + 1));
  }
  return Object.fromEntries(inputs);
}

function startedText({ run, task, template, workspace }: RunView): string {
  return `Started ${codeSpan(template ?? task)} in ${codeSpan(workspace)}: run ${codeSpan(run)}. I will post the result here.`;
}

function refused({ code, message, suggestions, diagnostics }: StartAnswer & { kind: "refused" }): Refused {
  const remedy = "write `templates` to see what can be run, `help` to see all commands";
  const nothing = suggestions.length + diagnostics.length === 0;
  return new Refused({ code, detail: message, suggestions, diagnostics, ...(nothing ? { remedy } : {}) });
}

function refusal(detail: string): Refused {
  return new Refused({ code: "not-understood", detail });
}
