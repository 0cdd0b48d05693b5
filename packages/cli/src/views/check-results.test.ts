import { expect, it } from "vitest";
import { render } from "../terminal/render.ts";
import { examinedAnswer } from "./check-results.ts";

it("marks what was not looked at as neither good nor bad, and counts it", () => {
  const found = [
    { id: "git", title: "git", status: "ok", detail: "there", remedy: null },
    { id: "clock", title: "clock", status: "skipped", detail: "not checked: no database", remedy: null },
  ] as const;
  const { exit, text } = examinedAnswer("A server", found);
  expect(exit).toBe(0);
  const shown = render(text ?? "", false);
  expect(shown).toContain("  ✓ git    there\n  - clock  not checked: no database\n");
  expect(shown).toContain("Ready.  1 check could not be run.\n");
});
