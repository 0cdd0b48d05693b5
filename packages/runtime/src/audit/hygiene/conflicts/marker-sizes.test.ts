import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { gitIn } from "../../../testing/repository.ts";
import { temporaryFolder } from "../../../testing/temporary-folder.ts";
import { markerSizes } from "./marker-sizes.ts";

const ATTRIBUTES: readonly (readonly [string, string])[] = [
  [
    ".gitattributes",
    [
      "# conflict-marker-size=1",
      "*.txt text conflict-marker-size=32",
      "/docs/*.md conflict-marker-size=12 -text",
      '"with space.c" conflict-marker-size=9',
      "deep/**/x.c conflict-marker-size=10",
      "reset.txt !conflict-marker-size",
      "minus.txt -conflict-marker-size",
      "zero.c conflict-marker-size=0",
      "last.c conflict-marker-size=8 conflict-marker-size=11",
      "folder/ conflict-marker-size=5",
      "plain.c text",
    ].join("\n"),
  ],
  ["sub/.gitattributes", "*.txt conflict-marker-size=20\r\n/top.c conflict-marker-size=21\r\n"],
];
const PATHS = [
  "a.txt",
  "x/a.txt",
  "docs/a.md",
  "docs/x/a.md",
  "x/docs/a.md",
  "with space.c",
  "deep/a/b/x.c",
  "deep/x.c",
  "reset.txt",
  "minus.txt",
  "zero.c",
  "last.c",
  "folder/a.c",
  "plain.c",
  "sub/a.txt",
  "sub/x/a.txt",
  "sub/top.c",
  "sub/x/top.c",
  "top.c",
];

it("says of each path what git says", () => {
  const root = temporaryFolder();
  gitIn(root, "init", "-q");
  for (const [path, text] of ATTRIBUTES) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const said = execFileSync("git", ["check-attr", "-z", "conflict-marker-size", "--", ...PATHS], {
    cwd: root,
    encoding: "utf8",
  });
  const values = said.split("\0").filter((_, index) => index % 3 === 2);
  const sizes = markerSizes(ATTRIBUTES);
  const expected = values.map((value) => (Number(value) > 0 ? Number(value) : 7));
  expect(PATHS.map((path) => [path, sizes(path)])).toEqual(PATHS.map((path, index) => [path, expected[index]]));
});

it("is git's own size without attributes", () => {
  expect(markerSizes([])("a.txt")).toBe(7);
});
