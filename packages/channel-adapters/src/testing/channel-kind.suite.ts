import { describe, expect, it } from "vitest";
import type { ChannelKind } from "../types.ts";
import { answeringContract } from "./answering.suite.ts";
import type { ChannelFixture } from "./channel-fixture.ts";
import { hostileRequestsContract } from "./hostile-requests.suite.ts";
import { kindUnderTest } from "./kind-under-test.ts";
import { proofContract } from "./proof.suite.ts";
import { readingContract } from "./reading.suite.ts";

/** The promises of a channel kind. Whoever adds one writes its `ChannelFixture`; what is promised is in the parts. */
export function channelKindContract(kind: ChannelKind, fixture: ChannelFixture): void {
  const tested = kindUnderTest(kind, fixture);
  const { vendor } = fixture;
  describe(`the channel kind ${kind.kind}`, () => {
    it("says what it needs, and takes that", () => {
      const known = kind.needs.filter(({ secret }) => secret).map(({ name }) => name);
      expect(known).toEqual(expect.arrayContaining(Object.keys(fixture.secrets)));
      expect(
        kind.check?.({ settings: fixture.settings("https://example.org"), secrets: fixture.secrets }) ?? [],
      ).toEqual([]);
      for (const { name, about } of kind.needs) expect([name, about]).not.toContain("");
    });

    describe("taking in", () => {
      readingContract(tested);
      proofContract(tested);
      hostileRequestsContract(tested);
    });

    if (vendor !== undefined) describe("answering", () => answeringContract(tested, vendor));
    else
      it("cannot answer, and says so", async () => {
        const unasked = () => Promise.reject(new Error("not to be asked"));
        expect((await kind.send(tested.account(), {}, { text: "hello" }, unasked)).kind).toBe("failed");
      });
  });
}
