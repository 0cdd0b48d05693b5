import { expect, it } from "vitest";
import { z } from "zod";
import { defineOperation } from "./define-operation.ts";

const known = { id: "runs.start", summary: "Start a run", scope: "runs:write", reply: z.string() } as const;

it("takes no specification that has a body and does not say where credentials may be in it", () => {
  const body = z.strictObject({ task: z.string() });
  const answer = async () => ({ body: "" });
  // @ts-expect-error: it does not say so.
  defineOperation({ ...known, body }, answer);
  // @ts-expect-error: it says so of a body that it does not have.
  defineOperation({ ...known, credentials: "refused" }, answer);
  expect(defineOperation({ ...known, body, credentials: "refused" }, answer)).toMatchObject({ credentials: "refused" });
});

it("gives a handler the request headers that its specification names, and no others", () => {
  defineOperation(known, async (_, call) => {
    // @ts-expect-error: it names none.
    return { body: call.header("range") ?? "" };
  });
  const { headers } = defineOperation({ ...known, headers: ["range"] }, async (_, call) => {
    // @ts-expect-error: it does not name this one.
    call.header("last-event-id");
    return { body: call.header("range") ?? "" };
  });
  expect(headers).toEqual(["range"]);
});
