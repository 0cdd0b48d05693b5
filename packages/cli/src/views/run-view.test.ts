import type { RunReport } from "@sdetkit/core";
import { expect, it } from "vitest";
import { render } from "../terminal/render.ts";
import { runView } from "./run-view.ts";

it("ends the folder of artifacts with one slash, however it is named", async () => {
  const artifact = { name: "a.json", path: "r-1/output/a.json", sha256: "0".repeat(64), bytes: 2 };
  const report = {
    ...{ task: "t", template: null, status: "succeeded", duration_ms: 1, hash: "0".repeat(64), run: "r-1" },
    ...{ steps: [], outputs: {}, artifacts: [artifact], reviewer: { verdict: "accepted", checks: [] } },
  } as unknown as RunReport;
  const source = { cut: false, file: (path: string) => path, flag: "", config: "", show: "none" };
  expect(render(await runView(report, source as never), false)).toContain("Artifacts  r-1/output/\n");
});
