import { Fault } from "@sdetkit/core";
import type { Invocation } from "../command/command.ts";
import type { Remote } from "./connect.ts";

/** The workspace that is meant: the one that was named, or `SDETKIT_WORKSPACE`, or the only one there is. */
export async function chooseWorkspace(
  named: string | undefined,
  remote: Remote,
  { console }: Pick<Invocation, "console">,
): Promise<string> {
  const asked = named ?? console.env["SDETKIT_WORKSPACE"];
  if (asked !== undefined && asked !== "") return asked;
  const names: string[] = [];
  for await (const { name } of remote.each("workspaces.list")) names.push(name);
  const [only] = names;
  if (only !== undefined && names.length === 1) return only;
  const known = only === undefined ? "the tenant has none yet" : `there are ${names.slice(0, 20).join(", ")}`;
  throw new Fault("usage", `expected --workspace to name a workspace: ${known}`, {
    remedy: only === undefined ? `add one: sdetkit agent workspaces add${remote.flag}` : "name one of them",
  });
}
