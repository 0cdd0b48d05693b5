import { createRedactor } from "@sdetkit/runtime";
import { expect, test } from "vitest";
import { openLog } from "./open-log.ts";

test("a line shows what somebody hid in a name, and no secret", () => {
  const lines: string[] = [];
  const log = openLog(
    "info",
    createRedactor({ secrets: [{ variable: "PASSWORD", value: "hunter2-hunter2" }] }),
    (line) => lines.push(line),
  );
  log.info({ workspace: "shop\u202e\u009b2J\u2028\n", problem: "hunter2-hunter2" }, "run stopped");
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0]!)).toMatchObject({
    workspace: "shop⟨U+202E⟩⟨U+009B⟩2J⟨U+2028⟩\n",
    problem: "[redacted]",
  });
});
