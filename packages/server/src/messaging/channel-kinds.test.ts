import { CHANNEL_KINDS } from "../../../channel-adapters/src/registry.ts";
import type { ChannelFixture } from "../../../channel-adapters/src/testing/channel-fixture.ts";
import { channelKindContract } from "../../../channel-adapters/src/testing/channel-kind.suite.ts";

for (const kind of CHANNEL_KINDS) {
  const path = `./${kind.kind}/testing/fixture.ts`;
  const { fixture } = (await import(path)) as { readonly fixture: ChannelFixture };
  channelKindContract(kind, fixture);
}
