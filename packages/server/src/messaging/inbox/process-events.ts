import { isAway } from "../../storage/database/database-fault.ts";
import { everyOne } from "../work-loop.ts";
import type { InboxDeps } from "./inbox-deps.ts";
import { type Claimed, claimOne, claimPrograms, noteWaiting, tenantsWithWork } from "./inbox-rows.ts";
import { troubleOf } from "./outcome.ts";
import { type Away, isSaid, processOne } from "./process-one.ts";
import { recordEventOutcomes } from "./record-event-outcomes.ts";

/** Events in one transaction. */
const BATCH = 100;
/** And of a backlog of events that are short: more of them share what a round costs, and memory stays small. */
const BACKLOG_BATCH = 300;
/** Characters of a short event. */
const SHORT = 16 * 1024;
/** Tenants at once: each holds one connection, and what it calls may need another. */
const TENANTS_AT_ONCE = 2;
/** How long the events of a tenant that has used up its quota rest. They are not given up: they wait. */
const REST_MS = 30_000;

/** What a worker remembers from look to look. */
interface State {
  /** Until when a tenant's programs rest, in milliseconds since the epoch. */
  readonly resting: Map<string, number>;
  readonly away: Away;
  /** Tenants with a backlog of short events. */
  readonly backlog: Set<string>;
}

/**
 * A worker of programs' events; it looks until nothing is due that it could have. They share a transaction of their tenant, so that what
 * they brought about and their `done` are there together or not at all; when one of them fails, each gets its own, so that none stands in
 * the way of another.
 */
export function createEventWorker(deps: InboxDeps): (going: () => boolean) => Promise<void> {
  const state: State = { resting: new Map(), away: new Map(), backlog: new Set() };
  return async (going) => {
    for (let found = true; found && going(); ) {
      const queue = [...(await tenantsWithWork(deps))];
      found = false;
      await everyOne(
        Array.from({ length: TENANTS_AT_ONCE }, async () => {
          for (let tenant = queue.shift(); tenant && going(); tenant = queue.shift())
            if (await workTenant(tenant, deps, state)) found = true;
        }),
      );
    }
  };
}

/** One round for one tenant, so that a busy one does not keep the others waiting. False: there was nothing to have. */
async function workTenant(tenant: string, deps: InboxDeps, { resting, away, backlog }: State): Promise<boolean> {
  const { database, now } = deps;
  if ((resting.get(tenant) ?? 0) > now()) return false;
  let claimed: readonly Claimed[] = [];
  try {
    const worked = await database.tenant(tenant, async (tx) => {
      const most = backlog.has(tenant) ? BACKLOG_BATCH : BATCH;
      claimed = await claimPrograms(tx, tenant, deps, most);
      if (claimed.length === most && claimed.every(({ length }) => length <= SHORT)) backlog.add(tenant);
      else backlog.delete(tenant);
      // A replica of before keeps what people say without its conversation: each by itself, below.
      return recordEventOutcomes(
        tx,
        tenant,
        claimed.filter((one) => !isSaid(one)),
        deps,
      );
    });
    worked.forEach(deps.report);
    for (const one of claimed.filter(isSaid))
      await processOne(tenant, (tx) => claimOne(tx, tenant, one, deps), deps, away);
  } catch (error) {
    if (isAway(error)) throw error;
    for (const [n, one] of claimed.entries()) {
      const done = await processOne(tenant, (tx) => claimOne(tx, tenant, one, deps), deps, away);
      if (typeof done === "string") continue;
      resting.set(tenant, now() + REST_MS);
      await database.tenant(tenant, (tx) => noteWaiting(tx, tenant, claimed.slice(n), troubleOf(done.quota)));
      break;
    }
  }
  return claimed.length > 0;
}
