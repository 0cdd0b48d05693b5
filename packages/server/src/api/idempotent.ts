import { createHmac } from "node:crypto";
import type { Caller } from "../control/access/types.ts";
import type { Tx } from "../storage/database/types.ts";
import { seal, unseal } from "../storage/vault/seal.ts";
import { holdsCredential } from "./find-credential.ts";
import { invalid } from "./problems.ts";
import type { Services } from "./services.ts";

/** An answer as it is sent: what is kept for a key, and given again. */
export interface Answer {
  readonly status: number;
  readonly headers: { readonly [name: string]: string };
  /** JSON; null without content. */
  readonly body: string | null;
}

/** Refuses what is no key: 1 to 255 visible ASCII characters, and no credential, since keys are kept as they are. */
export function checkKey(key: string): void {
  if (/^[\x21-\x7e]{1,255}$/.test(key) && !holdsCredential(key)) return;
  throw invalid(
    "invalid-idempotency-key",
    "expected an Idempotency-Key of 1 to 255 visible ASCII characters that is no credential",
  );
}

/**
 * Does something once for a key of an account. The row is there before anything else happens, so that whoever asks the same at
 * the same time waits for the outcome; it goes with the transaction when that fails. Answers are kept sealed, since some hold
 * a new token. Another request under the same key: 422 `idempotency-key-reused`.
 */
export async function idempotent(
  key: string,
  request: unknown,
  tx: Tx,
  caller: Caller,
  { vault }: Services,
  work: () => Promise<Answer>,
): Promise<{ readonly answer: Answer; readonly replayed: boolean }> {
  const row = { tenant: caller.tenant, account: caller.accountId, key };
  const belonging = { tenant: row.tenant, id: JSON.stringify([row.account, key]), purpose: "idempotency" };
  const secret = vault.derive("idempotency");
  // A plain digest of a request with a weak secret in it could be guessed from.
  const digest = createHmac("sha256", secret).update(JSON.stringify(request)).digest("base64url");
  const inserted = await tx
    .insertInto("idempotency")
    .values({ ...row, request: digest, status: null, headers: null, body: null })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  if (inserted.numInsertedOrUpdatedRows === 1n) {
    const answer = await work();
    const { status, headers, body } = answer;
    await tx
      .updateTable("idempotency")
      .set({
        status,
        headers: JSON.stringify(headers),
        body: body === null ? null : seal(secret, belonging, body).toString("base64"),
      })
      .where("tenant", "=", row.tenant)
      .where("account", "=", row.account)
      .where("key", "=", key)
      .execute();
    return { answer, replayed: false };
  }
  const kept = await tx
    .selectFrom("idempotency")
    .select(["request", "status", "headers", "body"])
    .where("tenant", "=", row.tenant)
    .where("account", "=", row.account)
    .where("key", "=", key)
    .executeTakeFirstOrThrow();
  if (kept.request !== digest) {
    throw invalid("idempotency-key-reused", "expected a new Idempotency-Key, this one was used for another request");
  }
  const body = kept.body === null ? null : unseal(secret, belonging, Buffer.from(kept.body, "base64"));
  if (kept.status === null || (kept.body !== null && body === null)) {
    throw new Error("the stored response for an idempotency key cannot be decrypted");
  }
  // Up to 0.1.0 a refusal was marked by a header of its own among those that were sent.
  const { "x-problem": _, ...headers } = kept.headers as Answer["headers"];
  return { answer: { status: kept.status, headers, body }, replayed: true };
}
