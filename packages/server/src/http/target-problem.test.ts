import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { targetProblem } from "./target-problem.ts";

describe("the target of a request", () => {
  it.each([
    "/channels/../metrics",
    "/channels/%2e%2e/metrics",
    "/channels/%2E./metrics",
    "/channels/.%2e/metrics",
    "/channels/./hook",
    "/channels/%2e/hook",
    "/channels/..",
    "/channels/..;/metrics",
    "/channels/%2e%2e;x=1/metrics",
    "/channels/..%2fmetrics",
    "/channels/..%5Cmetrics",
    "/channels/..\\metrics",
    "/channels\\..\\metrics",
    "/channels//metrics",
    "//metrics",
    "/channels/a%2Fb",
    "/channels/a%00",
    "http://127.0.0.1:8787/channels/../metrics",
    "http://127.0.0.1:8787//metrics",
    "/channels/../metrics?x=1",
    "/channels/../metrics#x",
    "..",
  ])("is refused: %s", (target) => {
    expect(targetProblem(target)).not.toBeNull();
  });

  it.each([
    "/",
    "*",
    "/channels/webhook/abc-_9",
    "/api/v1/templates/a.b",
    "/api/v1/templates/..a",
    "/api/v1/templates/...",
    "/api/v1/templates/a%2eb",
    "/api/v1/runs?next=/../x//y%2f",
    "http://127.0.0.1:8787/metrics",
    "http://127.0.0.1:8787",
  ])("is taken: %s", (target) => {
    expect(targetProblem(target)).toBeNull();
  });

  it("is taken only where no reading of it points elsewhere", () => {
    const piece = fc.constantFrom(
      "a",
      "..",
      ".",
      "%2e",
      "%2E",
      "/",
      "%2f",
      "\\",
      "%5C",
      "channels",
      "metrics",
      ";",
      "",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const target = `/${pieces.join("")}`;
        if (targetProblem(target) !== null) return;
        // As WHATWG's URLs resolve it, and as a server that decodes first.
        expect(new URL(target, "http://h").pathname).toBe(target);
        expect(new URL(decodeURIComponent(target), "http://h").pathname).toBe(decodeURIComponent(target));
      }),
      { numRuns: 2_000 },
    );
  });
});
