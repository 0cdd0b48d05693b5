import { describe, expect, it, vi } from "vitest";
import { writeMarkdown } from "../markdown/small-markdown.ts";
import type { Outgoing, Sent } from "../types.ts";
import { sendPieces } from "./send-pieces.ts";

const buttons = [{ label: "OK", data: "ok" }];
/** Sends with messages of 9 characters; `answers` are what the vendor says, in order, and then that it was sent. */
async function send(message: Outgoing, ...answers: Sent[]) {
  const said: (readonly [text: string, buttons: number])[] = [];
  const sent = await sendPieces(message, { longest: 9, render: writeMarkdown }, async (text, beside) => {
    said.push([text, beside.length]);
    return answers.shift() ?? { kind: "sent", external: `m${said.length}` };
  });
  return { said, sent };
}
const ok: Sent = { kind: "sent", external: "m" };
const later: Sent = { kind: "later", why: "limited", retryAfter: 3 };

describe("a long message", () => {
  it("goes out in pieces, in order, with the buttons on the last, and is known by that one", async () => {
    const { said, sent } = await send({ text: "one\ntwo\nthree\nfour", buttons });
    expect(said).toEqual([
      ["one\ntwo", 0],
      ["three", 0],
      ["four", 1],
    ]);
    expect(sent).toEqual({ kind: "sent", external: "m3" });
  });

  it("that is stopped in the middle leaves what was not said, with its buttons", async () => {
    const { sent } = await send({ text: "one\ntwo\nthree\nfour", buttons }, ok, later);
    expect(sent).toEqual({ ...later, rest: { text: "three\nfour", buttons } });
  });

  it("that is stopped at once is tried again as it is", async () => {
    expect((await send({ text: "one\ntwo\nthree" }, later)).sent).toEqual(later);
  });

  it("to a slow vendor stops before it counts as lost, and leaves what was not said", async () => {
    let now = 0;
    const clock = vi.spyOn(performance, "now").mockImplementation(() => now);
    const slow = (): Promise<Sent> => {
      now += 9_000;
      return Promise.resolve(ok);
    };
    const text = "one\ntwo\nthree\nfour\nfive\nsix\nseven";
    const sent = await sendPieces({ text, buttons }, { longest: 5, render: writeMarkdown }, slow);
    clock.mockRestore();
    expect(sent).toMatchObject({ kind: "later", rest: { text: "four\nfive\nsix\nseven", buttons } });
  });

  it("that is refused is not gone on with", async () => {
    const gone: Sent = { kind: "failed", why: "gone" };
    const { said, sent } = await send({ text: "one\ntwo\nthree\nfour" }, ok, gone);
    expect([sent, said.length]).toEqual([gone, 2]);
  });

  it("is something also when there is nothing to say", async () => {
    expect((await send({ text: " \n", buttons })).said).toEqual([["…", 1]]);
  });
});
