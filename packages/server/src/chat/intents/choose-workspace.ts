import { codeSpan } from "@sdetkit/channel-adapters";
import type { WorkspaceView } from "../../control/workspaces/types.ts";
import { type IntentCall, Refused } from "../types.ts";

/** Workspaces that are looked through: a page holds no more. */
const MOST = 200;
const LONGEST_NAME = 100;

/** The workspace that is meant: the named one, the channel's, or the only one there is. Throws Refused with the choices. */
export async function chooseWorkspace(named: string | undefined, call: IntentCall): Promise<string> {
  if (named !== undefined) return named;
  const { workspace } = call.channel.settings;
  if (typeof workspace === "string") return workspace;
  const items = await workspacesOf(call);
  const [only] = items;
  if (only && items.length === 1) return only.name;
  const names = items.slice(0, 20).map(({ name }) => codeSpan(name));
  throw new Refused({
    code: "which-workspace",
    detail: only ? `Which workspace? Choose from ${names.join(", ")}.` : "There are no workspaces yet.",
    ...(only ? { remedy: "add `in WORKSPACE`" } : {}),
  });
}

/** `[in WORKSPACE]` at the front of some words, and the rest. */
export function takeIn<T extends { readonly text: string }>(
  words: readonly T[],
): { readonly workspace: string | undefined; readonly rest: readonly T[] } {
  const [first, second, ...rest] = words;
  return first?.text.toLowerCase() === "in" && second
    ? { workspace: second.text, rest }
    : { workspace: undefined, rest: words };
}

/** `in WORKSPACE` at the end of what somebody said in their own words, when there is one of that name; and the rest. */
export async function takeLastIn(
  text: string,
  call: IntentCall,
): Promise<{ readonly workspace: string | undefined; readonly rest: string }> {
  const words = text.trim().split(/\s+/);
  const [before, last = ""] = words.slice(-2);
  const name = last.slice(0, LONGEST_NAME).replace(/[.!?]+$/, "");
  const said = words.length > 2 && before?.toLowerCase() === "in";
  return said && (await workspacesOf(call)).some((workspace) => workspace.name === name)
    ? { workspace: name, rest: words.slice(0, -2).join(" ") }
    : { workspace: undefined, rest: text };
}

async function workspacesOf(call: IntentCall): Promise<readonly WorkspaceView[]> {
  const { items } = (await call.ask("workspaces.list", { query: { limit: MOST } })) as {
    readonly items: readonly WorkspaceView[];
  };
  return items;
}
