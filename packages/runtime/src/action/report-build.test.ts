import { expect, it } from "vitest";
import { sampleSource } from "../dashboard/testing/sample-source.ts";
import { createRedactor } from "../redact/create-redactor.ts";
import { reportBuild } from "./report-build.ts";
import type { ActionContext } from "./types.ts";

const parse = (params: object) => reportBuild.params.safeParse(params);

it("takes absolute times only", () => {
  for (const since of ["2026-11-22", "2026-11-22T08:00:00Z", "2026-11-22T08:00:00+02:00"]) {
    expect(parse({ output: "output:/d.html", since }).success).toBe(true);
  }
  for (const since of ["7d", "yesterday", "2026-02-30", ""]) {
    expect(parse({ output: "output:/d.html", since }).success).toBe(false);
  }
  expect(parse({ output: "../d.html" }).success).toBe(false);
});

it("writes where it said it would, and promises nothing about the content", async () => {
  const token = `ghp_${"A1b2".repeat(9)}`;
  const written = new Map<string, string>();
  const params = reportBuild.params.parse({ format: "json", output: "output:/d.json" });
  const context = {
    history: async () => sampleSource(["a", "a", token]),
    blobs: { put: async () => "", get: async () => null },
    redactor: createRedactor({ secrets: [] }),
    files: {
      write: async (path: { path: string }, data: string) => {
        written.set(path.path, data);
        return { sha256: "0".repeat(64), bytes: data.length };
      },
    },
  } as unknown as ActionContext;
  expect(reportBuild.needs(params)).toEqual([{ kind: "write", path: { root: "output", path: "d.json" } }]);
  const result = await reportBuild.execute(params, context);
  expect(result).toMatchObject({ status: "succeeded", outputs: { path: "output:/d.json" }, volatile: { runs: 3 } });
  expect(result.artifacts).toMatchObject([{ name: "d.json", volatile: true }]);
  expect(JSON.parse(written.get("d.json")!).totals.runs).toBe(3);
  expect(written.get("d.json")).not.toContain(token);
});
