import { expect, it } from "vitest";
import { CHANNEL_KINDS } from "../../../../channel-adapters/src/registry.ts";
import { checkSimulated } from "./require-known-kinds.ts";

it("lets through what there is, and names what is nearest to what there is not", () => {
  const all = CHANNEL_KINDS.map(({ kind }) => kind);
  expect(() => checkSimulated(all, CHANNEL_KINDS)).not.toThrow();
  expect(() => checkSimulated(["slack", "telegarm"], CHANNEL_KINDS)).toThrow(
    expect.objectContaining({ code: "unknown-kind", exit: 2, remedy: "did you mean telegram?" }),
  );
  expect(() => checkSimulated(["irc"], CHANNEL_KINDS)).toThrow(
    expect.objectContaining({ remedy: `choose from ${all.join(", ")}` }),
  );
});
