import { hash, randomInt } from "node:crypto";
import { Fault } from "@sdetkit/core";
import type { Tx } from "../../storage/database/types.ts";
import type { AccessPorts } from "./access-ports.ts";
import { shown } from "./check-names.ts";
import { accountOf, viewOfAccount } from "./find-account.ts";
import { proofOf } from "./proof-of-identity.ts";
import type { Access, ChatIdentity } from "./types.ts";

const CODE_MS = 15 * 60_000;
/** Without what is taken for something else when it is typed. */
const LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";
const CODE_LENGTH = 12;

/** Who is who in chats, as their holders say, and no longer. */
export function identityWrites({
  ledger,
  now,
}: AccessPorts): Pick<Access, "unmapIdentity" | "linkCode" | "confirmIdentity"> {
  return {
    unmapIdentity: async (tx, by, { account, channel, external }) => {
      const { id, name } = await accountOf(tx, by.tenant, account);
      const gone = await tx
        .deleteFrom("identities")
        .where("tenant", "=", by.tenant)
        .where("channel", "=", channel)
        .where("external", "=", external)
        .where("account", "=", id)
        .executeTakeFirst();
      if (gone.numDeletedRows === 0n)
        throw new Fault(
          "unknown-identity",
          `expected an identity of ${name} in the channel ${shown(channel)}, ${shown(external)} is not one`,
        );
      await ledger.appendAuditEvent(tx, by, {
        act: "accounts.unmap",
        target: `account ${name}`,
        detail: { channel, external },
      });
      return viewOfAccount(tx, by.tenant, id);
    },

    linkCode: async (tx, by) => {
      if (by.chat === undefined) throw new Fault("not-in-chat", "expected a caller in a chat, got a token");
      const code = Array.from({ length: CODE_LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join("");
      const until = new Date(now() + CODE_MS);
      await identity(tx, by.tenant, by.chat)
        .set({ code: digestOf(by.tenant, code), code_until: until })
        .execute();
      return { code: code.replace(/(.{4})(?!$)/g, "$1-"), until: until.toISOString() };
    },

    confirmIdentity: async (tx, by, typed) => {
      const { proof } = await proofOf(tx, by);
      if (proof !== "token-taken-over")
        throw new Fault("unclaimed-not-allowed", "expected a token that its holder has claimed");
      const [row] = await tx
        .updateTable("identities")
        .set({ confirmed_at: new Date(now()), code: null, code_until: null })
        .where("tenant", "=", by.tenant)
        .where("account", "=", by.accountId)
        .where("code", "=", digestOf(by.tenant, typed.toLowerCase().replaceAll(/[\s-]/g, "")))
        .where("code_until", ">", new Date(now()))
        .returning(["channel", "external"])
        .execute();
      if (row === undefined)
        throw new Fault(
          "unknown-code",
          "expected the code that the chat gave you in the last 15 minutes, got another one",
        );
      const detail = { ...row, token: by.token };
      await ledger.appendAuditEvent(tx, by, { act: "accounts.confirm", target: `account ${by.account}`, detail });
      return { account: by.account, ...row };
    },
  };
}

function identity(tx: Tx, tenant: string, { channel, external }: ChatIdentity) {
  return tx
    .updateTable("identities")
    .where("tenant", "=", tenant)
    .where("channel", "=", channel)
    .where("external", "=", external);
}

function digestOf(tenant: string, code: string): Buffer {
  return hash("sha256", JSON.stringify([tenant, code]), "buffer");
}
