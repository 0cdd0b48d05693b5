import { Fault } from "@sdetkit/core";
import { expect, it } from "vitest";
import { forEachTenant } from "./for-each-tenant.ts";

/** Whom it came to when some of them fail, and what it threw. */
async function visited(failing: { readonly [tenant: string]: Error }) {
  const seen: string[] = [];
  const thrown = await forEachTenant(["a", "b", "c", "d"], async (tenant) => {
    seen.push(tenant);
    if (failing[tenant]) throw failing[tenant];
  }).catch((error: unknown) => error);
  return { seen, thrown };
}

it("comes to everybody, and tells the first thing that was wrong", async () => {
  const gone = Object.assign(new Error("no such file"), { code: "ENOENT" });
  expect(await visited({})).toEqual({ seen: ["a", "b", "c", "d"], thrown: undefined });
  expect(await visited({ b: gone, c: new Error("later") })).toEqual({ seen: ["a", "b", "c", "d"], thrown: gone });
});

it("ends with a database that is away", async () => {
  const away = new Fault("database-away", "it is away");
  expect(await visited({ a: new Error("first"), b: away })).toEqual({ seen: ["a", "b"], thrown: away });
});
