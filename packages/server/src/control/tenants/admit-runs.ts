import { Fault } from "@sdetkit/core";
import { firstIdAt } from "@sdetkit/runtime";
import { sql } from "kysely";
import type { Tx } from "../../storage/database/types.ts";
import type { TenantPorts } from "./tenant-ports.ts";
import type { TenantRules } from "./types.ts";

const DAY_MS = 86_400_000;
/** More runs a second than all replicas together can start for one tenant: several times what PostgreSQL can commit. */
const FASTEST = 20_000;
/** With less room than this, those who start runs go one after the other and count exactly. */
const CLOSE = FASTEST / 4;
const LONGEST_MS = 10_000;
const CLOSE_MS = 1_000;
/** The first half of the advisory locks of this file. */
const LOCK = 0x5de7c2;

/**
 * Holds tenants to their runs in 24 hours and their storage. How many run at once is for whoever claims them; any number may wait.
 *
 * Far from the limit nothing is counted for each run: a count with room for n runs is good for n / 20,000 seconds, since no more can be
 * started meanwhile. Close to it whoever starts takes the tenant's lock until the transaction ends and counts for itself, so that
 * no two take the last place. Those who are far share that lock: none of them is overlooked.
 */
export function runAdmission(
  { roots, now }: Pick<TenantPorts, "roots" | "now">,
  rules: (tenant: string) => Promise<TenantRules>,
): (tx: Tx, tenant: string, runs: number) => Promise<void> {
  const counts = new Map<string, { used: number; readonly until: number }>();
  const sharing = new WeakSet<Tx>();
  const usage = usageOf(roots);

  function remember(tenant: string, used: number, limit: number): { used: number; readonly until: number } {
    const room = limit - used - CLOSE;
    // That it is close is believed for a while as well: then it is counted once, under the lock.
    const known = { used, until: now() + (room > 0 ? Math.min(LONGEST_MS, (room / FASTEST) * 1000) : CLOSE_MS) };
    counts.set(tenant, known);
    return known;
  }

  return async (tx, tenant, runs) => {
    const { quotas } = await rules(tenant);
    const bytes = await usage(tenant);
    if (bytes >= quotas.storageBytes) throw storageFull(bytes, quotas.storageBytes);
    const limit = quotas.runsPerDay;
    const isFar = (used: number) => limit - used - runs > CLOSE;

    let known = counts.get(tenant);
    if (known === undefined || known.until <= now())
      known = remember(tenant, await countRuns(tx, tenant, now()), limit);
    if (isFar(known.used) || sharing.has(tx)) {
      known.used += runs;
      if (!sharing.has(tx)) await sql`SELECT pg_advisory_xact_lock_shared(${LOCK}, hashtext(${tenant}))`.execute(tx);
      // From sharing the lock to holding it alone two transactions would wait for each other: this one stays with its estimate.
      sharing.add(tx);
      if (known.used > limit) throw await dayFull(tx, tenant, runs, limit, now());
      return;
    }
    await sql`SELECT pg_advisory_xact_lock(${LOCK}, hashtext(${tenant}))`.execute(tx);
    const used = await countRuns(tx, tenant, now());
    remember(tenant, used, limit);
    if (used + runs > limit) throw await dayFull(tx, tenant, runs, limit, now());
  };
}

/** Ids of runs begin with their time, so the primary key finds those of the last 24 hours. */
async function countRuns(tx: Tx, tenant: string, nowMs: number): Promise<number> {
  const since = firstIdAt("r", nowMs - DAY_MS);
  const { used } = await tx
    .selectFrom("runs")
    .select((row) => row.fn.countAll<number>().as("used"))
    .where("tenant", "=", tenant)
    .where("id", ">=", since)
    .executeTakeFirstOrThrow();
  return used;
}

async function dayFull(tx: Tx, tenant: string, runs: number, limit: number, nowMs: number) {
  const used = await countRuns(tx, tenant, nowMs);
  const asked = runs === 1 ? "one more" : `${runs} more`;
  const message = `expected at most ${limit} runs in 24 hours, got ${asked} after ${used}`;
  const raise = "ask a platform administrator for a higher quota";
  if (runs > limit) return new Fault("quota-exceeded", message, { remedy: raise });
  const leaves = await tx
    .selectFrom("runs")
    .select("created_at")
    .where("tenant", "=", tenant)
    .where("id", ">=", firstIdAt("r", nowMs - DAY_MS))
    .orderBy("id")
    .offset(Math.max(0, used + runs - limit - 1))
    .limit(1)
    .executeTakeFirst();
  const at = new Date((leaves?.created_at.getTime() ?? nowMs - DAY_MS) + DAY_MS).toISOString();
  return new Fault("quota-exceeded", `${message}; available again at ${at}`, {
    remedy: `wait until then, or ${raise}`,
  });
}

function storageFull(bytes: number, limit: number) {
  const mib = (count: number) => `${Math.round(count / 1024 ** 2).toLocaleString("en-US")} MiB`;
  return new Fault("quota-exceeded", `expected at most ${mib(limit)} of workspaces and history, got ${mib(bytes)}`, {
    remedy: "remove workspaces that are not needed, or ask a platform administrator for a higher quota",
  });
}

/** The first measurement is waited for, later ones happen beside what is going on. */
function usageOf(roots: TenantPorts["roots"]): (tenant: string) => Promise<number> {
  const last = new Map<string, number>();
  return async (tenant) => {
    const measuring = roots.usage(tenant).then((bytes) => {
      last.set(tenant, bytes);
      return bytes;
    });
    const known = last.get(tenant);
    if (known === undefined) return measuring;
    measuring.catch(() => undefined);
    return known;
  };
}
