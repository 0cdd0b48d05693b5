import { parseConfig } from "@sdetkit/core";
import { createRedactor } from "@sdetkit/runtime";
import { describe, expect, it } from "vitest";
import { replayEnvironment } from "./replay-environment.ts";

const parsed = parseConfig("config.yaml", "version: 1\n");
if (!parsed.ok) throw new Error("the config is not valid");
const config = parsed.value;
const opened: string[] = [];
const closed: string[] = [];
const options = {
  redactor: createRedactor({ secrets: [] }),
  sandbox: "required",
  version: "0.0.0",
  now: () => 0,
  workspaces: {
    openCheckout: async (_: string, __: string, run: string) => {
      opened.push(run);
      return { workspace: `/checkouts/${run}/workspace`, output: `/checkouts/${run}/output`, borrowed: [] };
    },
    closeCheckout: async (_: string, run: string) => void closed.push(run),
  },
};
const view = { workspace: "shop", requester: "ann" };
const source = (sandboxUidBase: number | null) =>
  replayEnvironment(
    "t-one",
    view as never,
    { config, number: 7, quotas: {} as never },
    {} as never,
    { ...options, sandboxUidBase } as never,
  );

describe("a replay", () => {
  it("runs commands as the tenant's user, as the run itself did: never as the server", () => {
    expect(source(1_900_000_000).rules.identity).toEqual({ uid: 1_900_000_007, gid: 1_900_000_007 });
    expect(source(null).rules).not.toHaveProperty("identity");
  });

  it("works in a checkout that belongs to that user, output folder and all, and leaves none behind", async () => {
    const own = source(1_900_000_000);
    const place = await own.inScratch((scratch) =>
      own.layOut({ identity: { kind: "folder", read: "0" as never }, entries: [], git: "" }, scratch),
    );
    expect(place).toMatchObject({
      root: `/checkouts/${opened[0]}/workspace`,
      output: `/checkouts/${opened[0]}/output`,
    });
    await expect(own.inScratch(() => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
    expect(closed).toEqual([opened[0], opened[0]]);
  });
});
