import type { WorkspaceView } from "../../workspaces/contract.ts";
import { codeSpan } from "../markdown/small-markdown.ts";
import { type IntentCall, Refused } from "./contract.ts";

/** The workspace that is meant: the named one, the channel's, or the only one there is. Throws Refused with the choices. */
export async function chooseWorkspace(named: string | undefined, call: IntentCall): Promise<string> {
  if (named !== undefined) return named;
  const { workspace } = call.channel.settings;
  if (typeof workspace === "string") return workspace;
  const { items } = (await call.ask("workspaces.list")) as { readonly items: readonly WorkspaceView[] };
  const [only] = items;
  if (only && items.length === 1) return only.name;
  const names = items.slice(0, 20).map(({ name }) => codeSpan(name));
  throw new Refused({
    status: 422,
    code: "which-workspace",
    detail: only ? `In which workspace? There is ${names.join(", ")}.` : "There is no workspace yet.",
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
