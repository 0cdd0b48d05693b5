import { expect, it } from "vitest";
import { type KindUnderTest, NOW } from "./kind-under-test.ts";

/** A kind reads what its vendor sends: who said what, where, and under which id. */
export function readingContract({ kind, fixture, account, said, event }: KindUnderTest): void {
  it("understands what it simulates, and gives a redelivery the same id", async () => {
    const first = await event(said("run a & b <c>"));
    const again = await event(said("run a & b <c>"));
    const other = await event(said("run a & b <c>", "Ev0002"));
    expect(again).toEqual(first);
    expect(other.event).not.toBe(first.event);
    expect(first.incoming).toMatchObject(
      fixture.from === "people"
        ? { kind: "message", user: "4711", text: "run a & b <c>" }
        : { kind: "event", payload: { text: "run a & b <c>" } },
    );
  });

  if (fixture.from === "people")
    it("understands commands and buttons", async () => {
      const command = await event(said("/sdetkit run demo"));
      expect(command.incoming).toMatchObject({ kind: "message", text: "run demo" });
      const data = "a".repeat(64);
      const button = await event(kind.simulate(account(), { button: data, user: "4711", now: NOW }));
      expect(button.incoming).toMatchObject({ kind: "button", user: "4711", data });
    });

  const { vendor } = fixture;
  if (vendor !== undefined)
    it("knows a conversation again", async () => {
      const { address, elsewhere } = vendor;
      const message = await event(kind.simulate(account(), { text: "/sdetkit help", user: "4711", address, now: NOW }));
      const button = await event(kind.simulate(account(), { button: "yes", user: "4712", address, now: NOW + 5_000 }));
      const keys = [address, { ...address }, JSON.parse(JSON.stringify(address))].map((each) =>
        kind.conversationKey(each),
      );
      expect(new Set(keys).size).toBe(1);
      expect(kind.conversationKey(elsewhere)).not.toBe(keys[0]);
      const { incoming } = button;
      expect(incoming.kind === "button" && kind.conversationKey(incoming.address)).toBe(keys[0]);
      expect(message.incoming.kind).toBe("message");
    });
}
