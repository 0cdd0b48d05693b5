import { codeSpan, singleLine } from "@sdetkit/channel-adapters";
import type { Intent } from "../types.ts";
import { chooseWorkspace, takeIn } from "./choose-workspace.ts";
import { tokenize } from "./tokenize.ts";

const MOST = 25;

/** `templates [in WORKSPACE]`: what can be run. */
export const templates: Intent = {
  name: "templates",
  usage: "[in WORKSPACE]",
  about: "lists the templates you can run",
  scope: "templates:read",
  answer: async (rest, call) => {
    const workspace = await chooseWorkspace(takeIn(tokenize(rest)).workspace, call);
    const { items, next } = (await call.ask("templates.list", { query: { workspace, limit: MOST } })) as {
      readonly items: readonly { readonly id: string; readonly title: string }[];
      readonly next: string | null;
    };
    if (items.length === 0) return { text: `There is no template in ${codeSpan(workspace)} yet.` };
    const lines = items.map(({ id, title }) => `- ${codeSpan(id)} ${singleLine(title, 100)}`);
    const more = next === null ? [] : ["- … and more"];
    return {
      text: [
        `**Templates** in ${codeSpan(workspace)}`,
        ...lines,
        ...more,
        `Start one with ${codeSpan(`run ${items[0]!.id}`)}.`,
      ].join("\n"),
    };
  },
};
