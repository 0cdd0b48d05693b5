import { hash } from "node:crypto";
import { newId } from "@sdetkit/runtime";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { WatchedRun } from "../../control/runs/types.ts";
import { openTestChannels, TENANT, type TestChannels } from "../../messaging/testing/channels.ts";
import { approvalCode, buttonData, readButton } from "./approval-code.ts";

let test: TestChannels;
beforeAll(async () => {
  test = await openTestChannels();
  await test.add("chat", "chat");
  await test.person("ana", "operator", "U1");
  await test.person("boss", "approver", "U2");
  await test.person("second", "approver", "U3");
  await test.person("third", "approver", "U4");
});
afterAll(() => test.close());
beforeEach(() => test.tx((tx) => tx.deleteFrom("runs").execute()));

interface Asked {
  readonly id: string;
  readonly digest: string;
  readonly yes: string;
  readonly no: string;
  readonly text: string;
  readonly code: string;
}

/** A run of ana's that waits for an approval, and what her conversation was told. */
async function ask(
  more: { count?: number; approvers?: string[]; preview?: string; requester?: string; reason?: string } = {},
): Promise<Asked> {
  await test.say("U1", { text: "run health" });
  const id = newId("apr", test.clock);
  const digest = hash("sha256", id, "hex");
  const { count = 1, approvers = ["*"], preview = "write workspace:/a.txt\n  | hello", requester = "ana" } = more;
  await test.tx(async (tx) => {
    const row = await tx.selectFrom("runs").selectAll().orderBy("id", "desc").limit(1).executeTakeFirstOrThrow();
    await tx.updateTable("runs").set({ requester }).where("id", "=", row.id).execute();
    await tx
      .insertInto("queue")
      .values({ tenant: TENANT, run: row.id, state: "parked" })
      .onConflict((c) => c.doNothing())
      .execute();
    const request = {
      run: row.id,
      step: "release",
      action: "fs.write",
      digest,
      preview,
      why: ["writes outside"],
      reason: more.reason ?? "go live",
      approvers,
      count,
      expiresHours: 24,
    };
    await tx
      .insertInto("approvals")
      .values({
        tenant: TENANT,
        id,
        run: row.id,
        step: "release",
        digest,
        request: JSON.stringify(request),
        expires_at: new Date(test.clock + 86_400_000),
      })
      .execute();
    await test.watcher.waiting(tx, { ...row, run: row.id } as unknown as WatchedRun, { id });
  });
  const before = test.sent.length;
  test.channels.start();
  await expect.poll(() => test.sent.length).toBe(before + 1);
  await test.channels.stop();
  const { text, buttons = [] } = test.sent.at(-1)!.message;
  const [yes, no] = buttons.map(({ data }) => data);
  return { id, digest, text, yes: yes!, no: no!, code: approvalCode({ id, digest }) };
}
const press = async (button: string, user = "U2") => (await test.say(user, { button })).text;
const say = async (text: string, user = "U2") => (await test.say(user, { text })).text;
const state = async ({ id }: Asked) =>
  (await test.tx((tx) => tx.selectFrom("approvals").select("state").where("id", "=", id).executeTakeFirstOrThrow()))
    .state;

describe("an approval in a chat", () => {
  it("shows exactly what would be done, who may decide, until when, in the conversation of the run", async () => {
    const { text, yes, no, code } = await ask({ approvers: ["boss", "second"], count: 2 });
    expect(text).toContain("**Approval needed** for `health` in `shop`, step `release` (`fs.write`)");
    expect(text).toContain("```\nwrite workspace:/a.txt\n  | hello\n```");
    expect(text).toContain("Reason: `go live`\n- `writes outside`");
    expect(text).toContain("`boss`, `second` can decide; 2 approvals are required. Until 2026-11-23 09:00 UTC.");
    expect(text).toContain(`\`approve ${code}\``);
    for (const data of [yes, no]) expect(Buffer.byteLength(data)).toBeLessThanOrEqual(64);
  });

  it("is given by a button, once; pressed again, by the same or another person, it says how it stands", async () => {
    const asked = await ask();
    expect(await press(asked.yes)).toMatch(
      /^Approved: step `release` of run `r-.*`\. The run continues\. You decided through the channel `chat`, not confirmed\.$/,
    );
    expect(await press(asked.yes)).toMatch(/^You have already decided this: Approved/);
    expect(await press(asked.yes, "U3")).toMatch(
      /is already approved, by `boss` \(through the channel `chat`, not confirmed\)\.$/,
    );
    expect(await press(asked.no, "U3")).toMatch(
      /is already approved, by `boss` \(through the channel `chat`, not confirmed\)\.$/,
    );
    expect(await state(asked)).toBe("given");
    const votes = await test.tx((tx) => tx.selectFrom("approval_votes").select(["account", "via"]).execute());
    expect(votes).toEqual([{ account: "boss", via: "chat" }]);
  });

  it("is rejected by a button, or by typing with a reason", async () => {
    const first = await ask();
    expect(await press(first.no)).toMatch(/^Rejected: step `release`/);
    const second = await ask();
    expect(await say(`reject ${second.code} not on a Friday`)).toMatch(/^Rejected/);
    const [vote] = await test.tx((tx) =>
      tx.selectFrom("approval_votes").select(["answer", "why"]).where("approval", "=", second.id).execute(),
    );
    expect(vote).toEqual({ answer: "denied", why: "not on a Friday" });
    expect(await press(second.yes, "U3")).toMatch(
      /is already rejected, by `boss` \(through the channel `chat`, not confirmed\)\.$/,
    );
  });

  it("counts several people, each once", async () => {
    const asked = await ask({ count: 2 });
    expect(await press(asked.yes)).toContain("1 more required");
    expect(await press(asked.yes)).toContain("1 more required");
    expect(await state(asked)).toBe("pending");
    expect(await say(`approve ${asked.code.toUpperCase()}`, "U3")).toMatch(/^Approved/);
    expect(await state(asked)).toBe("given");
  });

  it("says how it stands to somebody who answers again, never that their answer carried", async () => {
    const asked = await ask({ count: 2 });
    await press(asked.yes);
    expect(await press(asked.no)).toMatch(/^You have already approved step `release` of run `r-.*`/);
    expect(await state(asked)).toBe("pending");
    expect(await press(asked.no, "U3")).toMatch(/^Rejected/);
    expect(await press(asked.yes)).toMatch(
      /^Step `release` of run `r-.*` is already rejected, by `second` \(through the channel `chat`, not confirmed\)\.$/,
    );
    const late = await ask({ count: 2 });
    await press(late.yes);
    for (const [ended, text] of [
      ["expired", /^Too late/],
      ["withdrawn", /no longer needs an approval/],
    ] as const) {
      await test.tx((tx) => tx.updateTable("approvals").set({ state: ended }).where("id", "=", late.id).execute());
      expect(await press(late.yes)).toMatch(text);
    }
  });

  it("is not given by whoever asked, by somebody who is not named, without the scope, or whom nobody knows", async () => {
    const own = await ask({ requester: "boss" });
    expect(await press(own.yes)).toMatch(/^You cannot decide this: the account that started a run cannot approve it/);
    const named = await ask({ approvers: ["second"] });
    expect(await press(named.yes)).toMatch(/^You cannot decide this: only these may decide: second/);
    expect(await press(named.yes, "U1")).toContain("it requires the scope `approvals:decide`");
    expect(await press(named.yes, "U99")).toMatch(/^No account is mapped to/);
    expect(await say(`approve ${named.code}`, "U99")).toMatch(/^No account is mapped to/);
    expect([await state(own), await state(named)]).toEqual(["pending", "pending"]);
  });

  it("that ran out says so", async () => {
    const asked = await ask();
    test.clock += 2 * 86_400_000;
    expect(await press(asked.yes)).toMatch(/^Too late: .* expired at 20/);
    expect(["pending", "expired"]).toContain(await state(asked));
    expect(
      await test.tx((tx) => tx.selectFrom("approval_votes").selectAll().where("approval", "=", asked.id).execute()),
    ).toEqual([]);
  });

  it("is bound to what was shown: a button or code of anything else decides nothing", async () => {
    const asked = await ask();
    const other = buttonData("given", { id: asked.id, digest: hash("sha256", "another", "hex") });
    expect(await press(other)).toMatch(/^The action has changed since this was shown: nothing was decided\./);
    expect(await press(buttonData("given", { id: newId("apr", test.clock), digest: asked.digest }))).toMatch(
      /^There is no longer a pending approval/,
    );
    for (const data of [
      "",
      "yes",
      `yes:${asked.id}`,
      `yes:${asked.id}:`,
      `yes:${asked.id}:abc`,
      `maybe:${asked.id}:${asked.digest.slice(0, 20)}`,
    ])
      expect(await press(data)).toMatch(/^I do not know this button/);
    expect(await say("approve 0123-4567")).toMatch(/^No pending approval has the code `0123-4567`/);
    expect(await say("approve everything")).toMatch(/^Which one\?/);
    expect(await state(asked)).toBe("pending");
  });

  it("of another tenant is not there", async () => {
    const id = newId("apr", test.clock);
    const digest = "a".repeat(64);
    await test.database.tenant("t-two", async (tx) => {
      await tx
        .insertInto("runs")
        .values({
          tenant: "t-two",
          id: "r-two",
          workspace: "w",
          task: "t",
          inputs: "{}",
          requester: "x",
          channel: "api",
        })
        .execute();
      await tx
        .insertInto("approvals")
        .values({
          tenant: "t-two",
          id,
          run: "r-two",
          step: "s",
          digest,
          request: JSON.stringify({ approvers: ["*"], count: 1 }),
          expires_at: new Date(test.clock + 1e7),
        })
        .execute();
    });
    expect(await press(buttonData("given", { id, digest }))).toMatch(/^There is no longer a pending approval/);
    expect(await say(`approve ${approvalCode({ id, digest })}`)).toMatch(/^No pending approval has the code/);
  });

  it("is found by its code behind however many later ones, and all that wait are listed by pages", async () => {
    const asked = await ask();
    await test.tx(async (tx) => {
      const row = await tx.selectFrom("approvals").selectAll().where("id", "=", asked.id).executeTakeFirstOrThrow();
      const later = Array.from({ length: 205 }, (_, n) => {
        const id = newId("apr", test.clock + 1_000 + n);
        const digest = hash("sha256", id, "hex");
        return {
          ...row,
          id,
          step: `step-${n}`,
          digest,
          request: JSON.stringify({ ...(row.request as object), digest }),
        };
      });
      await tx.insertInto("approvals").values(later).execute();
    });
    const list = await say("approvals");
    expect(list.match(/^- `[0-9a-f]{4}-/gm)).toHaveLength(10);
    expect(list).toContain("- … and more");
    expect(await say(`approve ${asked.code}`)).toMatch(/^Approved/);
    expect(await state(asked)).toBe("given");
  });

  it("that is too long to be seen in a chat cannot be given there", async () => {
    const asked = await ask({ preview: "x".repeat(20_000) });
    expect(asked.yes).toBeUndefined();
    expect(asked.text).toContain("too long to approve in a chat");
    // Neither by the code, nor by a button that somebody makes up.
    expect(await say(`approve ${approvalCode(asked)}`)).toMatch(/too long to show in full in a chat/);
    expect(await press(buttonData("given", asked))).toMatch(/too long to show in full in a chat/);
    expect(await state(asked)).toBe("pending");
    expect(await say(`reject ${approvalCode(asked)} cannot see it`)).toMatch(/^Rejected/);
  });

  it("shows a template's reason as what somebody wrote, never as another question", async () => {
    const { text } = await ask({ reason: "go live\n```\nwrite output:/harmless\n```\nBy typing: `approve 0000-0000`" });
    expect(text).toContain(
      "Reason: ````go live ``` write output:/harmless ``` By typing: `approve 0000-0000` ````".replace(
        "````go",
        "```` go",
      ),
    );
    expect(text.match(/^```/gm)).toHaveLength(2);
  });

  it("cannot be broken out of by what a step would print", async () => {
    const { text } = await ask({ preview: "```\n**Approval needed** for `nothing`\n````" });
    expect(text).toContain("`````\n```\n**Approval needed**");
  });
});

describe("a button", () => {
  it("carries its approval and nothing that does not fit a vendor", () => {
    const shown = { id: newId("apr", 0), digest: "0123456789abcdef".repeat(4) };
    expect(readButton(buttonData("given", shown))).toEqual({
      answer: "given",
      id: shown.id,
      digest: shown.digest.slice(0, 20),
    });
    expect(() => buttonData("denied", { ...shown, id: "x".repeat(60) })).toThrow(/64 bytes/);
  });
});
