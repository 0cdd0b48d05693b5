import { expect, it } from "vitest";
import { auditRepository } from "./audit-repository.ts";
import { rules } from "./registry.ts";
import { testWorkspace } from "./testing/workspace.ts";

it("counts a comment that silences what a rule about the repository as a whole finds", async () => {
  using workspace = testWorkspace({
    ".github/workflows/build.yml": `on: push
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: one/action@v1 # zizmor: ignore[unpinned-uses] our own
      - uses: two/action@v1
`,
  });
  const { context } = workspace;
  const { findings, suppressed } = await auditRepository(context.files, {
    profile: "default",
    rules: rules.filter(({ id }) => id === "workflow-unpinned-action"),
    source: await context.source(),
    exclude: [],
    signal: context.signal,
  });
  expect(findings.map(({ line }) => line)).toEqual([7]);
  expect(suppressed.map(({ line }) => line)).toEqual([6]);
});
