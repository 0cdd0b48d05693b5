import { codeSpan } from "@sdetkit/channel-adapters";
import { minute } from "../approvals/approval-text.ts";
import type { Intent } from "../types.ts";

/** `link`: the one-time code with which somebody confirms, by their own token, that this is them. */
export const link: Intent = {
  name: "link",
  usage: "",
  about: "gives you the code that confirms your identity in this chat",
  scope: "approvals:decide",
  answer: async (_, call) => {
    const { code, until } = (await call.ask("accounts.link")) as { readonly code: string; readonly until: string };
    const { caller, user, channel } = call;
    return {
      text: [
        `To confirm that ${codeSpan(user)} in ${codeSpan(channel.name)} is ${codeSpan(caller.account)}, run with your own token: ${codeSpan(`sdetkit agent accounts confirm ${code}`)}`,
        `The code works once, until ${minute(until)}. Once it is confirmed, anyone who knows this channel's secrets can decide in your name: confirm it only if you accept that.`,
      ].join("\n"),
    };
  },
};
