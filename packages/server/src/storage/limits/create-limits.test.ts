import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { connectDatabase } from "../database/open-database.ts";
import { TEST_MASTER_KEY } from "../database/testing/master-key.ts";
import { openTestDatabase } from "../database/testing/open-test-database.ts";
import type { Database } from "../database/types.ts";
import { createLimits, portionOf } from "./create-limits.ts";
import type { Limits, Rate } from "./types.ts";

const T = "t-one";
let database: Database;
let drop: () => Promise<void>;
beforeAll(async () => {
  ({ database, drop } = await openTestDatabase());
});
afterAll(() => drop());

let named = 0;
function bucket(): string[] {
  named += 1;
  return ["user", `U${named}`];
}
let days = 0;
/** Later than all before: what is full for an earlier test's clock is so for this one, so that a late sweep takes nothing away. */
function laterClock() {
  days += 1;
  return { now: Date.UTC(2026, 0, days) };
}
/** Replicas with one clock. */
function replicas(count: number) {
  const clock = laterClock();
  return { clock, all: Array.from({ length: count }, () => createLimits({ database, now: () => clock.now })) };
}
/** How many of so many at the same time are let through. */
async function pass(limits: Limits | undefined, key: string[], rate: Rate, times: number): Promise<number> {
  const answers = await Promise.all(Array.from({ length: times }, () => limits?.take(T, key, rate)));
  return answers.filter((answer) => answer?.ok).length;
}
const rows = async () => {
  const answer = await sql<{ n: number }>`SELECT count(*)::int AS n FROM buckets`.execute(database.routing);
  return answer.rows[0]?.n;
};

/** Statements that go to the database. */
function counting() {
  const seen = { statements: 0 };
  const routing = new Proxy(database.routing, {
    get: (target, name) => {
      if (name === "getExecutor") seen.statements += 1;
      const value = Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  return { seen, database: { routing } };
}

describe("a bucket", () => {
  it("lets through its burst, then what comes back, and says when", async () => {
    const { clock, all } = replicas(1);
    const [key, rate] = [bucket(), { burst: 10, perSecond: 0.5 }];
    expect(await pass(all[0], key, rate, 25)).toBe(10);
    expect(await all[0]?.take(T, key, rate)).toEqual({ ok: false, retryAfter: 2 });
    clock.now += 1_999;
    expect(await all[0]?.take(T, key, rate)).toEqual({ ok: false, retryAfter: 1 });
    clock.now += 1;
    expect(await all[0]?.take(T, key, rate)).toEqual({ ok: true });
    clock.now += 3_600_000;
    expect(await pass(all[0], key, rate, 25)).toBe(10);
  });

  it("is its own for each tenant and each key, whatever the parts are called", async () => {
    const { all } = replicas(1);
    const rate = { burst: 1, perSecond: 0.01 };
    for (const [tenant, key] of [
      [T, ["a", "b"]],
      [T, ["a,b"]],
      [T, ["ab"]],
      [T, ['a","b']],
      ["t-two", ["a", "b"]],
    ] as const)
      expect(await all[0]?.take(tenant, key, rate)).toEqual({ ok: true });
  });

  it("is kept across restarts", async () => {
    const { clock, all } = replicas(1);
    const [key, rate] = [bucket(), { burst: 5, perSecond: 0.1 }];
    expect(await pass(all[0], key, rate, 5)).toBe(5);
    const restarted = createLimits({ database, now: () => clock.now });
    expect(await restarted.take(T, key, rate)).toEqual({ ok: false, retryAfter: 10 });
  });

  it("takes several at once or none, and never more than it holds", async () => {
    const { clock, all } = replicas(1);
    const [key, rate] = [bucket(), { burst: 10, perSecond: 1 }];
    expect(await all[0]?.take(T, key, rate, 11)).toMatchObject({ ok: false });
    expect(await all[0]?.take(T, key, rate, 8)).toEqual({ ok: true });
    expect(await all[0]?.take(T, key, rate, 5)).toEqual({ ok: false, retryAfter: 3 });
    expect(await pass(all[0], key, rate, 5)).toBe(2);
    clock.now += 3_000;
    expect(await all[0]?.take(T, key, rate, 3)).toEqual({ ok: true });
  });

  it("counts with another rate from when it is given one", async () => {
    const { clock, all } = replicas(1);
    const key = bucket();
    expect(await pass(all[0], key, { burst: 10, perSecond: 0.1 }, 20)).toBe(10);
    clock.now += 100_000;
    expect(await pass(all[0], key, { burst: 3, perSecond: 0.1 }, 20)).toBe(3);
  });
});

describe("several replicas", () => {
  it("together never let through more than burst + perSecond * t, and the whole burst after a rest", async () => {
    const step = fc.record({
      replica: fc.nat(1),
      times: fc.integer({ min: 0, max: 60 }),
      ms: fc.integer({ min: 0, max: 4_000 }),
    });
    const rates = fc.record({
      burst: fc.integer({ min: 1, max: 60 }),
      perSecond: fc.double({ min: 0.05, max: 40, noNaN: true }),
    });
    await fc.assert(
      fc.asyncProperty(rates, fc.array(step, { maxLength: 15 }), async (rate, steps) => {
        const { clock, all } = replicas(2);
        const [key, begun] = [bucket(), clock.now];
        let passed = 0;
        const slack = 2 * portionOf(rate);
        const history: { at: number; passed: number }[] = [{ at: begun, passed: 0 }];
        for (const { replica, times, ms } of steps) {
          clock.now += ms;
          history.push({ at: clock.now, passed });
          passed += await pass(all[replica], key, rate, times);
          expect(passed).toBeLessThanOrEqual(rate.burst + (rate.perSecond * (clock.now - begun)) / 1000 + 0.011);
          for (const then of history)
            expect(passed - then.passed).toBeLessThanOrEqual(
              rate.burst + (rate.perSecond * (clock.now - then.at)) / 1000 + slack + 0.011,
            );
        }
        clock.now += Math.ceil((rate.burst / rate.perSecond) * 1_000) + 10_000;
        expect(await pass(all[0], key, rate, rate.burst)).toBe(rate.burst);
      }),
      { numRuns: 60 },
    );
  });

  it("share a flood between them, at the same moment", async () => {
    const { clock, all } = replicas(4);
    const [key, rate] = [bucket(), { burst: 100, perSecond: 20 }];
    let passed = 0;
    for (let second = 0; second <= 5; second += 1) {
      const through = await Promise.all(all.map((limits) => pass(limits, key, rate, 60)));
      passed += through.reduce((sum, one) => sum + one, 0);
      clock.now += 1_000;
    }
    expect(passed).toBe(200);
  });

  it("forget what they leased and did not use, so that none keeps it from the others", async () => {
    const { clock, all } = replicas(2);
    const [key, rate] = [bucket(), { burst: 100, perSecond: 10 }];
    expect(await all[0]?.take(T, key, rate)).toEqual({ ok: true });
    clock.now += 10_000;
    expect(await pass(all[1], key, rate, 200)).toBe(100);
    expect(await all[0]?.take(T, key, rate)).toMatchObject({ ok: false });
  });
});

describe("the cost", () => {
  it("is a statement for a portion, and none for a refusal that was said before", async () => {
    const clock = laterClock();
    const { seen, database: counted } = counting();
    const limits = createLimits({ database: counted, now: () => clock.now });
    const [key, rate] = [bucket(), { burst: 1_000, perSecond: 100 }];
    for (let n = 0; n < 1_000; n += 1) await limits.take(T, key, rate);
    expect(seen.statements).toBe(10);
    expect(await limits.take(T, key, rate)).toMatchObject({ ok: false });
    for (let n = 0; n < 1_000; n += 1) expect(await limits.take(T, key, rate)).toMatchObject({ ok: false });
    expect(seen.statements).toBe(11);
  });

  it("of 50,000 strangers is some hundred statements, a bounded memory, and rows that go when they are full", async () => {
    const clock = laterClock();
    const { seen, database: counted } = counting();
    const limits = createLimits({ database: counted, now: () => clock.now });
    const rate = { burst: 5, perSecond: 1 };
    const strangers = Array.from({ length: 50_000 }, (_, n) => limits.take(T, ["stranger", String(n)], rate));
    expect((await Promise.all(strangers)).every(({ ok }) => ok)).toBe(true);
    expect(seen.statements).toBeLessThanOrEqual(101);
    expect(await rows()).toBeGreaterThanOrEqual(50_000);
    clock.now += 3_600_000;
    await expect
      .poll(
        async () => {
          await limits.take(T, bucket(), rate);
          return rows();
        },
        { timeout: 20_000 },
      )
      .toBeLessThan(200);
  });
});

it("without a database serves what was leased, then says that it is away, and goes on when it is back", async () => {
  const nowhere = new URL(inject("postgres"));
  nowhere.search = "?host=/nowhere";
  const dead = connectDatabase({ url: nowhere.href, masterKey: TEST_MASTER_KEY, connections: 1 });
  let there = true;
  const routing = new Proxy(database.routing, {
    get: (_, name) => {
      const target = (there ? database : dead).routing;
      const value = Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  const clock = laterClock();
  const limits = createLimits({ database: { routing }, now: () => clock.now });
  const [key, rate] = [bucket(), { burst: 100, perSecond: 5 }];
  expect(await limits.take(T, key, rate)).toEqual({ ok: true });
  there = false;
  const left = portionOf(rate) - 1;
  expect(left).toBeGreaterThan(0);
  expect(await pass(limits, key, rate, left)).toBe(left);
  await expect(limits.take(T, key, rate)).rejects.toMatchObject({ code: "database-away" });
  there = true;
  expect(await limits.take(T, key, rate)).toEqual({ ok: true });
  await dead.close();
});
