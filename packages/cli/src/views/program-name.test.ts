import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { programName } from "./program-name.ts";

test("a program that only npm finds is called through npx", () => {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), "cli-path-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const npm = { npm_lifecycle_event: "demo", PATH: `/x/node_modules/.bin:${folder}` };
  expect(programName({ PATH: folder })).toBe("sdetkit");
  expect(programName(npm)).toBe("npx sdetkit");
  expect(programName({ ...npm, npm_lifecycle_event: undefined, npm_execpath: "/npm" })).toBe("npx sdetkit");
  writeFileSync(join(folder, "sdetkit"), "", { mode: 0o755 });
  expect(programName(npm)).toBe("sdetkit");
});
