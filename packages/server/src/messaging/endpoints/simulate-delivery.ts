import type { ChannelAccount, ChannelKind } from "@sdetkit/channel-adapters";
import { Fault } from "@sdetkit/core";
import type { Database } from "../../storage/database/types.ts";
import type { Ledger } from "../../storage/ledger/types.ts";
import type { Channels } from "../types.ts";

/** What signing as a vendor takes. */
interface SimulateDeps {
  readonly database: Database;
  readonly ledger: Pick<Ledger, "appendAuditEvent">;
  readonly now: () => number;
  /** Kinds that this server simulates. */
  readonly simulate: readonly string[];
  opened(
    tenant: string,
    name: string,
  ): Promise<{ readonly account: ChannelAccount; readonly path: string; readonly kind: ChannelKind }>;
}

/**
 * Signs as the vendor would. Whoever can do that can say anything as anybody, press an approver's button too, and reads secrets out
 * of the headers: so it is for servers that were started to simulate, and the audit log has who spoke as whom.
 */
export async function simulateDelivery(
  { database, ledger, now, simulate, opened }: SimulateDeps,
  ...[by, name, said]: Parameters<Channels["simulate"]>
): ReturnType<Channels["simulate"]> {
  const { account, kind, path } = await opened(by.tenant, name);
  if (!simulate.includes(kind.kind))
    throw new Fault(
      "not-simulated",
      `expected a server that simulates ${kind.kind}, this one is connected to the vendor`,
      {
        remedy: `simulate on a server that was started with --simulate ${kind.kind}`,
      },
    );
  const [what = "nothing"] = (["button", "text", "payload"] as const).filter((part) => said[part] !== undefined);
  const detail = { user: said.user, what };
  await database.tenant(by.tenant, (tx) =>
    ledger.appendAuditEvent(tx, by, { act: "channels.rehearse", target: `channel ${name}`, detail }),
  );
  return { path, ...kind.simulate(account, { ...said, now: now() }) };
}
