import { codeSpan } from "@sdetkit/channel-adapters";
import type { Said } from "../../messaging/chat-port.ts";
import type { Intent } from "../types.ts";

/** `whoami`: the id that an administrator maps to an account, and what the account may do. */
export const whoami: Intent = {
  name: "whoami",
  usage: "",
  about: "shows your account and scopes",
  reads: true,
  open: true,
  answer: (_, said) => ({ text: said.caller ? known(said) : unknown(said) }),
};

function known({ caller, user, channel }: Said): string {
  const scopes = [...caller!.scopes].sort().map(codeSpan).join(", ");
  return `You are ${codeSpan(caller!.account)} (${codeSpan(user)} in ${codeSpan(channel.name)}).\nYour scopes: ${scopes || "none"}`;
}

function unknown({ user, channel }: Said): string {
  return `You are ${codeSpan(user)} in the channel ${codeSpan(channel.name)}. No account is mapped to you yet; ask an administrator to map one.`;
}
