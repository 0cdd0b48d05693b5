import type { Sent } from "../types.ts";
import type { Answered, VendorAnswer } from "./call-vendor.ts";

/** Why a request came to nothing, and whether it may come to something later. */
export type Unsent = Exclude<Sent, { kind: "sent" }>;

/** What an answer comes to. */
export type Verdict = { readonly kind: "ok"; readonly body: VendorAnswer["body"] } | Unsent;

/**
 * What an answer means for the outbox. Silence, too many requests and trouble on their side are the same with every vendor;
 * `own` reads what only the vendor's own words say, null when all is well.
 */
export function judgeAnswer(vendor: string, answered: Answered, own: (answer: VendorAnswer) => Unsent | null): Verdict {
  switch (answered.kind) {
    case "unasked":
      return { kind: "failed", why: answered.why };
    case "silence":
      return { kind: "later", why: `${vendor} ${answered.why}` };
    case "answer": {
      const { status, body } = answered;
      if (status === 429) return later(`${vendor} limits the rate`, answered);
      if (status >= 500) return later(`${vendor} answered ${status}`, answered);
      return own(answered) ?? { kind: "ok", body };
    }
  }
}

/** Not now, but after as long as the vendor asks for when it does. */
export function later(why: string, { retryAfter }: Pick<VendorAnswer, "retryAfter">): Unsent {
  return { kind: "later", why, ...(retryAfter === undefined ? {} : { retryAfter }) };
}
