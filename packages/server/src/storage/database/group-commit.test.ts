import { describe, expect, it } from "vitest";
import { GroupCommit } from "./group-commit.ts";

/** Writes numbers into `batches`; refuses what `refuse` names. */
function writing(refuse: (item: number) => Error | null = () => null) {
  const batches: number[][] = [];
  const group = new GroupCommit<number, string>(async (items) => {
    batches.push([...items]);
    await new Promise((resolve) => setImmediate(resolve));
    for (const item of items) {
      const refusal = refuse(item);
      if (refusal !== null) throw refusal;
    }
    return items.map((item) => `wrote ${item}`);
  });
  return { batches, group };
}

describe("what is committed together", () => {
  it("is what came in one moment, or while the batch before was written; each gets its own answer", async () => {
    const { batches, group } = writing();
    const first = [1, 2].map((item) => group.add(item));
    await expect.poll(() => batches).toEqual([[1, 2]]);
    const then = [3, 4].map((item) => group.add(item));
    expect(await Promise.all([...first, ...then])).toEqual(["wrote 1", "wrote 2", "wrote 3", "wrote 4"]);
    expect(batches).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  it("does not suffer from the one of it that cannot be written", async () => {
    const { group } = writing((item) => (item === 2 ? new Error("no") : null));
    const settled = await Promise.allSettled([1, 2, 3].map((item) => group.add(item)));
    expect(settled.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(await group.add(4)).toBe("wrote 4");
  });

  it("fails together, and is tried once, when the database is away", async () => {
    const { batches, group } = writing(() => Object.assign(new Error("gone"), { code: "ECONNRESET" }));
    const settled = await Promise.allSettled([1, 2].map((item) => group.add(item)));
    expect(settled.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(batches).toEqual([[1, 2]]);
  });
});
