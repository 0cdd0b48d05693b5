import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dematerialise } from "./logical-words.ts";

const places = {
  roots: { workspace: "/work/r", output: "/work/r/.sdetkit/agent/runs/r-1/output" },
  runId: "r-01ARZ3NDEKTSV4RRFFQ69G5FAV",
};

describe("printed text", () => {
  it.each([
    ["/work/r", "workspace:"],
    ["/work/r/a.ts:3:1 error", "workspace:/a.ts:3:1 error"],
    ["in /work/r.", "in workspace:."],
    ['"/work/r"', '"workspace:"'],
    ["--out=/work/r/x -I/work/r/include", "--out=workspace:/x -Iworkspace:/include"],
    ["file:///work/r/a.html", "file://workspace:/a.html"],
    ["PATH=/work/r/bin:/work/r", "PATH=workspace:/bin:workspace:"],
    ["/work/r/.sdetkit/agent/runs/r-1/output/x", "output:/x"],
    ["(/work/r,/work/r)", "(workspace:,workspace:)"],
  ])("has folders replaced where they are paths: %s", (text, expected) => {
    expect(dematerialise(text, places)).toBe(expected);
  });

  it.each([
    "/work/report",
    "/work/r.txt",
    "/work/r-2/x",
    "/work/r_old",
    "https://example.org/work/r",
    "other/work/r",
    "/mnt/work/r/x",
    "/work/r2",
    "/work/r~",
  ])("is left alone where the folder is a part of another name: %s", (text) => {
    expect(dematerialise(text, places)).toBe(text);
  });

  it("says the same wherever the workspace lies", () => {
    const name = fc.stringMatching(/^[a-z]{1,8}$/);
    const folder = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => `/${names.join("/")}`);
    fc.assert(
      fc.property(folder, folder, fc.array(name, { maxLength: 3 }), (one, two, below) => {
        const printed = (root: string) =>
          dematerialise(`at ${[root, ...below].join("/")}, done`, {
            ...places,
            roots: { workspace: root, output: `${root}/out-of-the-way` },
          });
        expect(printed(one)).toBe(printed(two));
      }),
    );
  });
});
