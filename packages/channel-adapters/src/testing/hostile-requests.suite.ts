import fc from "fast-check";
import { expect, it } from "vitest";
import { type KindUnderTest, NOW } from "./kind-under-test.ts";

/** No bytes make a kind throw or give away a secret, neither a stranger's nor the vendor's own. */
export function hostileRequestsContract({ fixture, said, accept, withoutSecrets }: KindUnderTest): void {
  it("throws at nothing, whoever sends it, and refuses strangers", async () => {
    const headers = fc.dictionary(
      fc.constantFrom(...fixture.proof.headers, "content-type"),
      fc.oneof(fc.string({ unit: "binary" }), fc.constant("x".repeat(70_000)), fc.constant("1795348800")),
    );
    await fc.assert(
      fc.asyncProperty(headers, fc.uint8Array(), async (given, body) => {
        const accepted = await accept({ headers: given, body });
        expect(accepted).toMatchObject({ kind: "refused", status: 401 });
        withoutSecrets(accepted);
      }),
    );
  });

  it("throws at nothing that has the proof either", async () => {
    const real = fc.constantFrom(...["run demo", "/sdetkit help"].map((text) => said(text).body));
    const part = fc.oneof(
      fc.json(),
      fc.json().map((text) => new URLSearchParams({ payload: text }).toString()),
      real,
    );
    const bodies = fc.oneof(
      fc.uint8Array(),
      part.map((text) => Buffer.from(text)),
      // Real requests with some of it gone, or of another kind.
      fc
        .tuple(real, fc.nat(), fc.constantFrom("null", "1", "[]", "{}", '"\\u0000\\ud800"'))
        .map(([text, n, value]) => Buffer.from(withValue(text, n, value))),
      fc
        .constantFrom("", "\0", "\ufeff{}", "{", "[".repeat(50_000), "payload=%00", "payload=%ff", "__proto__=1")
        .map((text) => Buffer.from(text)),
    );
    const types = fc.oneof(fc.constantFrom(...fixture.types), fc.string());
    await fc.assert(
      fc.asyncProperty(bodies, types, async (body, type) => {
        const accepted = await accept({ headers: { ...fixture.prove(body, NOW), "content-type": type }, body });
        withoutSecrets(accepted);
        if (accepted.kind !== "event" || accepted.incoming.kind === "event") return;
        // It can be kept: a database takes neither NUL nor half a character.
        for (const text of textsOf(accepted.incoming)) expect(text.isWellFormed() && !text.includes("\0")).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
}

function textsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.entries(value).flat().flatMap(textsOf) : [];
}

/** The request with the n-th of its JSON values replaced. */
function withValue(text: string, n: number, value: string): string {
  const values = [...text.matchAll(/"[^"]*"(?!:)|\b\d+\b/g)];
  const at = values[n % Math.max(1, values.length)];
  return at === undefined ? text : text.slice(0, at.index) + value + text.slice(at.index + at[0].length);
}
