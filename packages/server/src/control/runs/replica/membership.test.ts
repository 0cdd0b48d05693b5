import { expect, it } from "vitest";
import type { Database } from "../../../storage/database/types.ts";
import { Membership } from "./membership.ts";

it("keeps no connection on which it could not join, such as one to a database that is only read", async () => {
  const ended: number[] = [];
  let opened = 0;
  const database = {
    session: async () => {
      const n = ++opened;
      return {
        query: () => Promise.reject(Object.assign(new Error("read-only transaction"), { code: "25006" })),
        end: async () => void ended.push(n),
      };
    },
  } as Partial<Database> as Database;
  const events = { adopted: () => undefined, replaced: () => undefined, problem: () => undefined };
  const membership = new Membership(database, { version: "0", timeoutSeconds: 10 }, events);
  await expect(membership.start()).rejects.toThrow("read-only transaction");
  expect([opened, ended, membership.present]).toEqual([1, [1], false]);
});
