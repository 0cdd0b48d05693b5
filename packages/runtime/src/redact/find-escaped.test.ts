import { expect, test } from "vitest";
import { createRedactor } from "./create-redactor.ts";

const VALUE = "wJalrXUtnFEMI/K7MDENG+bPx<ä&RfiCYzz==";
const redactor = createRedactor({ secrets: [{ variable: "TOKEN", value: VALUE }] });

test.each([
  ["Python's quote(), which keeps the slash", "wJalrXUtnFEMI/K7MDENG%2BbPx%3C%C3%A4%26RfiCYzz%3D%3D"],
  ["Go's JSON", "wJalrXUtnFEMI/K7MDENG+bPx\\u003cä\\u0026RfiCYzz=="],
  [".NET's JSON", "wJalrXUtnFEMI/K7MDENG\\u002BbPx\\u003C\\u00E4\\u0026RfiCYzz=="],
  ["Go's HTML", "wJalrXUtnFEMI/K7MDENG&#43;bPx&lt;ä&amp;RfiCYzz=="],
  ["mustache's HTML", "wJalrXUtnFEMI&#x2F;K7MDENG+bPx&lt;ä&amp;RfiCYzz&#x3D;&#x3D;"],
])("takes out a value as %s writes it, and nothing around it", (_, written) => {
  const line = `é%41 \\u0041 &#65; ${written} &#65; \\u0041 %41 é`;
  const expected = "é%41 \\u0041 &#65; [redacted] &#65; \\u0041 %41 é";
  expect(redactor.text(line)).toBe(expected);
  expect(Buffer.from(redactor.bytes(Buffer.from(line))).toString()).toBe(expected);
  expect(redactor.variablesIn(line)).toEqual(["TOKEN"]);
});
