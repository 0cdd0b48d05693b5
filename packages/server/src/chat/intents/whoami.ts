import { codeSpan } from "@sdetkit/channel-adapters";
import type { Said } from "../../messaging/chat-port.ts";
import type { Intent } from "../types.ts";

/** `whoami`: the id that an administrator maps to an account, and what the account may do. */
export const whoami: Intent = {
  name: "whoami",
  usage: "",
  about: "shows who I take you for",
  reads: true,
  open: true,
  answer: (_, said) => ({ text: said.caller ? known(said) : unknown(said) }),
};

function known({ caller, user, channel }: Said): string {
  const scopes = [...caller!.scopes].sort().map(codeSpan).join(", ");
  return `You are ${codeSpan(caller!.account)} (${codeSpan(user)} in ${codeSpan(channel.name)}).\nYou may: ${scopes || "nothing"}`;
}

function unknown({ user, channel }: Said): string {
  return `You are ${codeSpan(user)} in the channel ${codeSpan(channel.name)}, and no account is mapped to that yet. An administrator can do it.`;
}
