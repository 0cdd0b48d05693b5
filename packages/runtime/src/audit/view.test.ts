import { expect, it } from "vitest";
import { textFile } from "./text-file.ts";
import { view } from "./view.ts";

it("makes a view once a file, also one that is undefined", () => {
  let made = 0;
  const lengthOf = view(({ text }) => {
    made++;
    return text === "" ? undefined : text.length;
  });
  const [one, empty] = [textFile({ path: "a", bytes: 3 }, "abc"), textFile({ path: "a", bytes: 0 }, "")];
  expect([lengthOf(one), lengthOf(one), lengthOf(empty), lengthOf(empty)]).toEqual([3, 3, undefined, undefined]);
  expect(made).toBe(2);
});
