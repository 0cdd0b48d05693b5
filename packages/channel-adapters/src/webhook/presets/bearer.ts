import { ExpressionFailure, type Json } from "@sdetkit/core";
import { bearerProblem } from "../bearer-problem.ts";
import { bodyDigest } from "../body-digest.ts";
import { evaluateEvent } from "../event-expressions.ts";
import type { WebhookPreset } from "../preset.ts";
import { tokenSecret } from "../preset-secrets.ts";

const SHORTEST = 24;

/** Senders that cannot sign: what a channel with a bearer secret takes unless it says otherwise. */
export const bearer: WebhookPreset = {
  name: "bearer",
  about: "with its bearer secret",
  secrets: {
    bearerSecret: tokenSecret(
      `what senders send after \`Authorization: Bearer\`, at least ${SHORTEST} characters`,
      SHORTEST,
    ),
  },
  idFrom: null,
  problem: ({ bearerSecret = "" }, { headers }) => bearerProblem(bearerSecret, headers["authorization"]),
  event: ({ body }, payload, { id }) => {
    if (typeof id !== "string") return { id: bodyDigest(body) };
    const named = evaluatedId(id, payload as Json);
    return named === null ? null : { id: `id:${named}` };
  },
  sign: ({ bearerSecret }, { payload }) => ({
    headers: { "content-type": "application/json", authorization: `Bearer ${bearerSecret}` },
    body: JSON.stringify(payload ?? {}),
  }),
};

function evaluatedId(expression: string, payload: Json): string | number | null {
  try {
    const id = evaluateEvent(expression, { id: "", payload });
    return (typeof id === "string" && id !== "") || typeof id === "number" ? id : null;
  } catch (error) {
    if (error instanceof ExpressionFailure) return null;
    throw error;
  }
}
