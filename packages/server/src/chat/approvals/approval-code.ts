import { hash } from "node:crypto";

/** What of an approval a yes is good for. */
export interface Shown {
  readonly id: string;
  readonly digest: string;
}

export type Answer = "given" | "denied";

/** Telegram's limit for a button's data, in bytes. */
const MOST_BYTES = 64;
const DIGEST_CHARACTERS = 20;
const VERBS = { given: "yes", denied: "no" } as const;

/** What a button carries: the answer, the approval, and 80 bits of the digest of what was shown beside it. */
export function buttonData(answer: Answer, { id, digest }: Shown): string {
  const data = `${VERBS[answer]}:${id}:${digest.slice(0, DIGEST_CHARACTERS)}`;
  if (Buffer.byteLength(data) > MOST_BYTES)
    throw new Error(`expected at most ${MOST_BYTES} bytes for a button, got ${data}`);
  return data;
}

/** Reads a button's data; null when it is none of ours. */
export function readButton(
  data: string,
): { readonly answer: Answer; readonly id: string; readonly digest: string } | null {
  const [, verb, id, digest] = /^(yes|no):([\w-]{1,50}):([0-9a-f]{16,64})$/.exec(data) ?? [];
  return verb ? { answer: verb === "yes" ? "given" : "denied", id: id!, digest: digest! } : null;
}

/** Whether the button was beside exactly this. */
export function sameDigest(short: string, full: string): boolean {
  return short.length >= 16 && full.startsWith(short);
}

/** The code for typing: 8 characters that follow from the approval and the digest, so that they too are good for this alone. */
export function approvalCode({ id, digest }: Shown): string {
  const code = hash("sha256", JSON.stringify([id, digest]), "hex").slice(0, 8);
  return `${code.slice(0, 4)}-${code.slice(4)}`;
}
