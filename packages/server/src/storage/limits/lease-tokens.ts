import { type Kysely, sql } from "kysely";
import type { Tables } from "../database/schema.ts";
import type { Rate } from "./types.ts";

/** A replica asks for tokens of a bucket. */
export interface Ask {
  readonly tenant: string;
  /** SHA-256 of what is limited. */
  readonly key: Buffer;
  readonly rate: Rate;
  /** No use in fewer. */
  readonly least: number;
  /** As many as there are, up to this. */
  readonly most: number;
}

/** What it got: at least `ask.least`, or none. */
export interface Lease {
  readonly tokens: number;
  /** Milliseconds until `ask.least` would have been there; 0 when it was. */
  readonly waitMs: number;
}

/** Times are kept in microseconds: so much of a token may be missing and counts as there. What was given is owed in full, so it does not add up. */
const ROUNDING = 0.01;

/**
 * Takes tokens out of shared buckets, of all that ask with the same numbers in one statement.
 *
 * A row is the generic cell rate algorithm (ITU-T I.371): `at` is when the bucket will be full again, so one that lies in the
 * past is full, and a full bucket needs no row. `tokens` is what was given last, for the answer. Rows are locked in one order, so
 * that no two replicas wait for each other.
 */
export async function leaseTokens(routing: Kysely<Tables>, nowMs: number, asks: readonly Ask[]): Promise<Lease[]> {
  const leases = new Map<Ask, Lease>();
  const alike = Map.groupBy(asks, ({ rate, least, most }) => [rate.burst, rate.perSecond, least, most].join());
  for (const group of alike.values()) {
    const [{ rate, least, most }] = group as [Ask];
    const rows = await leaseAlike(routing, nowMs, group);
    const got = new Map(rows.map((row) => [nameOf(row), row]));
    for (const ask of group) {
      const { tokens, full_in } = got.get(nameOf(ask)) ?? { tokens: 0, full_in: 0 };
      const waitMs =
        tokens >= least ? 0 : Math.max(1, Math.ceil((full_in - (rate.burst - least) / rate.perSecond) * 1000));
      leases.set(ask, { tokens: Math.min(tokens, most), waitMs });
    }
  }
  return asks.map((ask) => leases.get(ask) as Lease);
}

const nameOf = ({ tenant, key }: { tenant: string; key: Buffer }) => `${tenant}/${key.toString("base64")}`;

async function leaseAlike(routing: Kysely<Tables>, nowMs: number, group: readonly Ask[]) {
  const [{ rate, least, most }] = group as [Ask];
  const now = sql`to_timestamp(${nowMs / 1000}::float8)`;
  const burst = sql`${rate.burst}::float8`;
  const perSecond = sql`${rate.perSecond}::float8`;
  const fill = sql`make_interval(secs => ${1 / rate.perSecond}::float8)`;
  const first = sql`least(${most}::float8, floor(${burst}))`;
  const there = sql`${burst} - greatest(0, extract(epoch FROM b.at - ${now})::float8) * ${perSecond} + ${ROUNDING}::float8`;
  const given = sql`CASE WHEN ${there} >= ${least}::float8 THEN least(${most}::float8, floor(${there})) ELSE 0 END`;
  const answer = await sql<{ tenant: string; key: Buffer; tokens: number; full_in: number }>`
    INSERT INTO buckets AS b (tenant, key, tokens, at)
    SELECT a.tenant, a.key, ${first}, ${now} + ${first} * ${fill}
    FROM unnest(${group.map(({ tenant }) => tenant)}::text[], ${group.map(({ key }) => key)}::bytea[]) AS a (tenant, key)
    ORDER BY a.tenant, a.key
    ON CONFLICT (tenant, key) DO UPDATE SET tokens = ${given}, at = greatest(b.at, ${now}) + (${given}) * ${fill}
    RETURNING tenant, key, tokens, extract(epoch FROM at - ${now})::float8 AS full_in
  `.execute(routing);
  return answer.rows;
}

/** Clocks of replicas may differ by as much: a bucket that is full for one may not be for another. */
const MARGIN_MS = 60_000;
const BATCH = 10_000;

/** Deletes buckets that are full, a batch of them: a missing one is a full one. Passes by what somebody is using. True: there may be more. */
export async function sweepBuckets(routing: Kysely<Tables>, nowMs: number): Promise<boolean> {
  const answer = await sql`
    DELETE FROM buckets b USING (
      SELECT tenant, key FROM buckets WHERE at < ${new Date(nowMs - MARGIN_MS)} LIMIT ${sql.lit(BATCH)} FOR UPDATE SKIP LOCKED
    ) AS f WHERE b.tenant = f.tenant AND b.key = f.key
  `.execute(routing);
  return Number(answer.numAffectedRows ?? 0) === BATCH;
}
