import { codeSpan } from "@sdetkit/channel-adapters";
import type { Said } from "../../messaging/chat-port.ts";
import type { Intent } from "../types.ts";

/** `help`: what can be typed, as far as the one who asks may. */
export function helpIntent(intents: () => readonly Intent[]): Intent {
  return {
    name: "help",
    usage: "",
    about: "shows this",
    reads: true,
    open: true,
    answer: (_, said) => ({ text: helpText(intents(), said) }),
  };
}

function helpText(intents: readonly Intent[], { caller }: Said): string {
  const mine = intents.filter((intent) => intent.open || caller?.scopes.has(intent.scope));
  const lines = mine.map(({ name, usage, about }) => `- ${codeSpan(`${name} ${usage}`.trim())} ${about}`);
  const end = caller
    ? caller.scopes.has("runs:write")
      ? ["Or describe in your own words what to run."]
      : []
    : ["No account is mapped to you yet: send `whoami`, and forward the reply to an administrator."];
  return ["**Commands**", ...lines, ...end].join("\n");
}
