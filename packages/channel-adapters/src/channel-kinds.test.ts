import { CHANNEL_KINDS } from "./registry.ts";
import type { ChannelFixture } from "./testing/channel-fixture.ts";
import { channelKindContract } from "./testing/channel-kind.suite.ts";

for (const kind of CHANNEL_KINDS) {
  const path = `./${kind.kind}/testing/fixture.ts`;
  const { fixture } = (await import(path)) as { readonly fixture: ChannelFixture };
  channelKindContract(kind, fixture);
}
