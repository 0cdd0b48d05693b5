import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dematerialise } from "./logical-words.ts";

const places = {
  roots: { workspace: "/srv/shop", output: "/srv/shop/.sdetkit/agent/runs/r-1/output" },
  runId: "r-01ARZ3NDEKTSV4RRFFQ69G5FAV",
};

describe("printed text", () => {
  it.each([
    ["/srv/shop", "workspace:"],
    ["/srv/shop/a.ts:3:1 error", "workspace:/a.ts:3:1 error"],
    ["in /srv/shop.", "in workspace:."],
    ['"/srv/shop"', '"workspace:"'],
    ["--out=/srv/shop/x -I/srv/shop/include", "--out=workspace:/x -Iworkspace:/include"],
    ["file:///srv/shop/a.html", "file://workspace:/a.html"],
    ["PATH=/srv/shop/bin:/srv/shop", "PATH=workspace:/bin:workspace:"],
    ["/srv/shop/.sdetkit/agent/runs/r-1/output/x", "output:/x"],
    ["(/srv/shop,/srv/shop)", "(workspace:,workspace:)"],
  ])("has folders replaced where they are paths: %s", (text, expected) => {
    expect(dematerialise(text, places)).toBe(expected);
  });

  it.each([
    "/srv/shopping",
    "/srv/shop.txt",
    "/srv/shop-2/x",
    "/srv/shop_old",
    "https://example.org/srv/shop",
    "other/srv/shop",
    "/mnt/srv/shop/x",
    "/srv/shop2",
    "/srv/shop~",
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
