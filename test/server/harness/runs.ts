import { type Api, until } from "./api.ts";
import type { Team } from "./cluster.ts";

/** A run as soon as it is in this state. */
// biome-ignore lint/suspicious/noExplicitAny: the API's shape.
export function untilState(as: Api, run: string, state: string, seconds?: number): Promise<any> {
  return until(
    () => as.ask("GET", `/runs/${run}`),
    (view) => view.state === state,
    seconds,
  );
}

/** Says yes to exactly what is asked. */
export async function approve(as: Api, asked: { readonly id: string; readonly digest: string }): Promise<void> {
  await as.ask("POST", `/approvals/${asked.id}/decision`, { answer: "given", digest: asked.digest });
}

/** The runs of a team, newest first. */
// biome-ignore lint/suspicious/noExplicitAny: the API's shape.
export async function runsOf({ operator }: Team): Promise<any[]> {
  return (await operator.ask("GET", "/runs?limit=100")).items;
}
