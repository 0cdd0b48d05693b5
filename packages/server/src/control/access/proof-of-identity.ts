import type { Tx } from "../../storage/database/types.ts";
import type { Caller, Proof } from "./types.ts";

/** By what a caller is known, as it is at this moment. */
export async function proofOf(tx: Tx, { tenant, token, chat }: Caller): Promise<Proof> {
  const nothing = { proof: "none", token: null, token_name: null, channel: null, external: null } as const;
  if (chat !== undefined) {
    const { channel, external } = chat;
    const row = await tx
      .selectFrom("identities")
      .select("confirmed_at")
      .where("tenant", "=", tenant)
      .where("channel", "=", channel)
      .where("external", "=", external)
      .executeTakeFirst();
    return { ...nothing, proof: row?.confirmed_at ? "chat-confirmed" : "chat-mapped", channel, external };
  }
  if (token === null) return nothing;
  const row = await tx
    .selectFrom("tokens")
    .select(["name", "claimed_at"])
    .where("tenant", "=", tenant)
    .where("id", "=", token)
    .executeTakeFirst();
  return {
    ...nothing,
    proof: row?.claimed_at ? "token-taken-over" : "token-issued",
    token,
    token_name: row?.name ?? null,
  };
}

/** Why what somebody decides does not count where holders decide, and what they can do; null when it does. */
export function whyNotHolder(proof: Proof): { readonly why: string; readonly remedy: string } | null {
  switch (proof.proof) {
    case "token-taken-over":
    case "chat-confirmed":
      return null;
    case "token-issued":
      return {
        why: `the token ${JSON.stringify(proof.token_name)} was issued by someone else, and its holder has not claimed it (policy.approvals.identity is confirmed)`,
        remedy: "claim it first: `sdetkit agent tokens claim --output FILE`",
      };
    case "chat-mapped":
      return {
        why: "someone else mapped your identity in this chat, and you have not confirmed it (policy.approvals.identity is confirmed)",
        remedy: "send `link` here, and confirm the code with your own token: `sdetkit agent accounts confirm CODE`",
      };
    case "none":
      return {
        why: "you are identified by neither a token nor a chat (policy.approvals.identity is confirmed)",
        remedy: "decide with your own token",
      };
  }
}
