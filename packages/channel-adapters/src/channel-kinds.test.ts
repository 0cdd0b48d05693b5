import { expect, test } from "vitest";
import { CHANNEL_NAMES, loadChannelKinds } from "./registry.ts";
import type { ChannelFixture } from "./testing/channel-fixture.ts";
import { channelKindContract } from "./testing/channel-kind.suite.ts";

const kinds = await loadChannelKinds();

test("each kind is registered under its own name", () => {
  expect(kinds.map(({ kind }) => kind)).toEqual(CHANNEL_NAMES);
});

for (const kind of kinds) {
  const path = `./${kind.kind}/testing/fixture.ts`;
  const { fixture } = (await import(path)) as { readonly fixture: ChannelFixture };
  channelKindContract(kind, fixture);
}
