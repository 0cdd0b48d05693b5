import { describe, expect, it } from "vitest";
import { type Answered, type VendorAnswer, waitSeconds } from "./call-vendor.ts";
import { judgeAnswer } from "./judge-answer.ts";

const answer = (status: number, more: Partial<VendorAnswer> = {}): VendorAnswer => ({
  kind: "answer",
  status,
  body: { ok: true },
  retryAfter: undefined,
  ...more,
});
const never = () => {
  throw new Error("not to be asked");
};

describe("what an answer means", () => {
  it.each<[string, Answered, object]>([
    ["a request that was not made", { kind: "unasked", why: "no token" }, { kind: "failed", why: "no token" }],
    ["no answer", { kind: "silence", why: "said nothing" }, { kind: "later", why: "Vendor said nothing" }],
    [
      "too many requests",
      answer(429, { retryAfter: 7 }),
      { kind: "later", why: "Vendor limits the rate", retryAfter: 7 },
    ],
    ["too many, without a time", answer(429), { kind: "later", why: "Vendor limits the rate" }],
    ["their trouble", answer(503, { retryAfter: 2 }), { kind: "later", why: "Vendor answered 503", retryAfter: 2 }],
  ])("is the same with every vendor for %s", (_, answered, verdict) => {
    expect(judgeAnswer("Vendor", answered, never)).toEqual(verdict);
  });

  it("is left to the vendor's own words otherwise", () => {
    expect(judgeAnswer("Vendor", answer(200), () => null)).toEqual({ kind: "ok", body: { ok: true } });
    const gone = { kind: "failed", why: "gone" } as const;
    expect(judgeAnswer("Vendor", answer(403), ({ status }) => (status === 403 ? gone : null))).toEqual(gone);
  });
});

it.each([
  ["7", 7],
  [7, 7],
  ["0.2", 1],
  ["0", 0],
  ["99999999999", 86_400],
  ["", undefined],
  ["-1", undefined],
  ["Infinity", undefined],
  ["Sun, 22 Nov 2026 12:00:00 GMT", undefined],
  [null, undefined],
])("waits for %j seconds as %j", (said, seconds) => {
  expect(waitSeconds(said)).toBe(seconds);
});
