import { describe, expect, it } from "vitest";
import { createFairQueue } from "./fair-queue.ts";

const due = (tenant: string, count: number) =>
  Array.from({ length: count }, (_, n) => ({ tenant, name: `${tenant}${n}` }));

describe("turns", () => {
  it("keep nobody waiting for a tenant whose work does not end, now or later", async () => {
    const inTurn = createFairQueue<{ tenant: string; name: string }>();
    const done: string[] = [];
    let most = 0;
    let slow = 0;
    const work = async ({ tenant, name }: { tenant: string; name: string }) => {
      if (tenant === "slow") {
        slow += 1;
        most = Math.max(most, slow);
        await new Promise(() => undefined);
      }
      done.push(name);
    };
    await inTurn([...due("slow", 100), ...due("a", 2), ...due("b", 1)], work, 50);
    expect(done.sort()).toEqual(["a0", "a1", "b0"]);
    await inTurn([...due("slow", 100), ...due("c", 1)], work, 50);
    expect(done).toContain("c0");
    expect(most).toBe(1);
  });

  it("come round: who has much waits for who has little", async () => {
    const inTurn = createFairQueue<{ tenant: string; name: string }>();
    const order: string[] = [];
    const tenants = ["a", "b", "c", "d", "e"];
    await inTurn(
      tenants.flatMap((tenant) => due(tenant, tenant === "e" ? 1 : 20)),
      async ({ name }) => {
        order.push(name);
        await new Promise((resolve) => setImmediate(resolve));
      },
      60_000,
    );
    expect(order).toHaveLength(81);
    expect(order.indexOf("e0")).toBeLessThan(8);
  });

  it("tell what failed, and go on", async () => {
    const inTurn = createFairQueue<{ tenant: string; name: string }>();
    const broken = new Error("broken");
    const failed = await inTurn(
      due("a", 3),
      ({ name }) => (name === "a1" ? Promise.reject(broken) : Promise.resolve()),
      60_000,
    );
    expect(failed).toEqual([broken]);
  });
});
