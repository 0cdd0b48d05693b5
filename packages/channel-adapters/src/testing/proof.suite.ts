import { expect, it } from "vitest";
import { type KindUnderTest, NOW } from "./kind-under-test.ts";

const DAY = 86_400_000;

/** A kind takes in only what its vendor proves to have sent, and nothing twice. */
export function proofContract({ fixture, said, accept, event }: KindUnderTest): void {
  it("refuses when any byte of the proof is another, or one is missing", async () => {
    const { headers, body } = said("run demo");
    for (const name of fixture.proof.headers) {
      const value = headers[name]!;
      for (let at = 0; at < value.length; at++) {
        const changed = value.slice(0, at) + (value[at] === "0" ? "1" : "0") + value.slice(at + 1);
        expect(await accept({ headers: { ...headers, [name]: changed }, body }), `${name} at ${at}`).toMatchObject({
          kind: "refused",
          status: 401,
        });
      }
      for (const wrong of ["", `${value}0`, value.slice(0, -1), `${value}\0`, "x".repeat(100_000)]) {
        expect((await accept({ headers: { ...headers, [name]: wrong }, body })).kind).toBe("refused");
      }
      const { [name]: _, ...rest } = headers;
      expect((await accept({ headers: rest, body })).kind).toBe("refused");
    }
  });

  if (fixture.proof.ofBody)
    it("refuses when any byte of the body is another", async () => {
      const { headers, body } = said("run demo");
      for (let at = 0; at < body.length; at++) {
        for (const bit of [1, 128]) {
          const bytes = Buffer.from(body);
          bytes[at]! ^= bit;
          expect(await accept({ headers, body: bytes }), `byte ${at}`).toMatchObject({
            kind: "refused",
            status: 401,
          });
        }
      }
    });

  it("takes nothing twice: at once and after days it is refused, or known by its id", async () => {
    const request = said("run demo");
    const first = await event(request);
    for (const later of [0, 301_000, -301_000, 8 * DAY]) {
      if (fixture.proof.ofTime && later !== 0)
        expect(await accept(request, NOW + later)).toMatchObject({ kind: "refused", status: 401 });
      else expect((await event(request, NOW + later)).event).toBe(first.event);
    }
  });
}
