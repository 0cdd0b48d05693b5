import fc from "fast-check";
import { expect, it } from "vitest";
import { csvCell, csvLine } from "./csv-cell.ts";

it("sends formulas as text, also behind spaces and in full-width form", () => {
  for (const text of ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "＝1"]) {
    expect(csvCell(text).replace(/^"/, "")).toMatch(/^'/);
  }
  expect(csvLine(['=HYPERLINK("x")', -1, null, 'a"b', "a,b", true])).toBe(
    '"\'=HYPERLINK(""x"")",-1,,"a""b","a,b",true\r\n',
  );
});

it("keeps every text in one cell: a reader of RFC 4180 gets it back, but for the apostrophe", () => {
  fc.assert(
    fc.property(fc.array(fc.string(), { minLength: 1 }), (cells) => {
      const read = parseLine(csvLine(cells));
      expect(read.map((cell, i) => (cell === `'${cells[i]}` ? cells[i] : cell))).toEqual(cells);
    }),
  );
});

function parseLine(line: string): string[] {
  const cells: string[] = [];
  let rest = line.slice(0, -2);
  for (;;) {
    const match = /^(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|$)/.exec(rest)!;
    cells.push(match[1] === undefined ? match[2]! : match[1].replaceAll('""', '"'));
    if (match[3] === "") return cells;
    rest = rest.slice(match[0].length);
  }
}
