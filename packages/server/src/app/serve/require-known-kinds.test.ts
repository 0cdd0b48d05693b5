import { expect, it } from "vitest";
import { loadChannelKinds } from "../../../../channel-adapters/src/registry.ts";
import { checkSimulated } from "./require-known-kinds.ts";

it("lets through what there is, and names what is nearest to what there is not", async () => {
  const kinds = await loadChannelKinds();
  const all = kinds.map(({ kind }) => kind);
  expect(() => checkSimulated(all, kinds)).not.toThrow();
  expect(() => checkSimulated(["slack", "telegarm"], kinds)).toThrow(
    expect.objectContaining({ code: "unknown-kind", exit: 2, remedy: "did you mean telegram?" }),
  );
  expect(() => checkSimulated(["irc"], kinds)).toThrow(
    expect.objectContaining({ remedy: `choose from ${all.join(", ")}` }),
  );
});
