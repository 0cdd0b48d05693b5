import { sql } from "kysely";
import type { AccessPorts } from "./access-ports.ts";
import { accountRow } from "./find-account.ts";
import { serverCaller } from "./server-caller.ts";
import { type Access, type IssuedToken, PLATFORM } from "./types.ts";

const ADMIN = "admin";
/** The platform's tenant runs nothing. What its people may ask is the server's setting, which these do not change. */
const QUOTAS = { concurrentRuns: 0, runsPerDay: 0, storageBytes: 0, burst: 200, perSecond: 50 };

/**
 * Makes the platform's tenant, its ledger, and the account `admin` with a token, all at once: whoever of many replicas comes
 * first gets the token, the others null, and a start that was killed half-way is finished by the next. With `anew`, another token
 * for that account: for those who lost theirs and have the server's machine.
 */
export function platformBootstrap(
  { database, ledger, now }: AccessPorts,
  access: Pick<Access, "createAccount" | "issueToken">,
): Access["bootstrapPlatform"] {
  return async ({ anew = false } = {}): Promise<IssuedToken | null> => {
    await database.control(async (tx) => {
      const row = { id: PLATFORM, name: "platform", config: "", quotas: JSON.stringify(QUOTAS) };
      const created_at = new Date(now());
      const insert = tx.insertInto("tenants").values({ ...row, created_at });
      await insert.onConflict((on) => on.doNothing()).execute();
    });
    const by = serverCaller(PLATFORM);
    return database.tenant(PLATFORM, async (tx) => {
      await sql`SELECT FROM tenants WHERE id = ${PLATFORM} FOR UPDATE`.execute(tx);
      const first = (await accountRow(tx, PLATFORM, ADMIN)) === undefined;
      if (!first && !anew) return null;
      if (first) {
        await ledger.create(tx, PLATFORM);
        await access.createAccount(tx, by, { name: ADMIN, kind: "service", role: "platform-admin" });
      }
      return access.issueToken(tx, by, { account: ADMIN, name: first ? "first start" : "made anew on the server" });
    });
  };
}
