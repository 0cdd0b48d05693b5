import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { auditWorkspace } from "../audit-workspace.ts";
import { rules } from "../registry.ts";
import { jsonReport } from "../reports/json-report.ts";
import type { FileRule } from "../rule.ts";
import { testWorkspace } from "../testing/workspace.ts";

let folder = "";
beforeEach(() => {
  folder = join(mkdtempSync(join(realpathSync(tmpdir()), "audit-cache-")), "audit");
});
afterEach(() => rmSync(join(folder, ".."), { recursive: true, force: true }));

/** A rule that notes which files it was asked about. */
function counting(): FileRule & { readonly asked: string[] } {
  const asked: string[] = [];
  const [model] = rules.filter((rule): rule is FileRule => rule.kind === "file");
  return {
    ...(model as FileRule),
    id: "bidi-control",
    asked,
    *check(file) {
      asked.push(file.path);
      if (file.text.includes("bad"))
        yield { path: file.path, line: 1, column: 1, context: file.text, message: "Expected good, found bad." };
    },
  };
}

async function audit(root: string, rule: FileRule, cacheFolder: string | undefined = folder) {
  const signal = new AbortController().signal;
  return (await auditWorkspace(root, { profile: "default", rules: [rule], exclude: [], signal, cacheFolder })).audit;
}

it("asks again only about what changed, and answers as without a cache", async () => {
  using workspace = testWorkspace({ "a.ts": "bad one\n", "b.ts": "good\n", "c.ts": "good\n" });
  const rule = counting();
  const first = await audit(workspace.root, rule);
  expect(rule.asked.splice(0)).toEqual(["a.ts", "b.ts", "c.ts"]);
  expect(await audit(workspace.root, rule)).toEqual(first);
  expect(rule.asked.splice(0)).toEqual([]);
  // The same content elsewhere is another question.
  workspace.put({ "b.ts": "bad two\n", "d.ts": "good\n" });
  const warm = await audit(workspace.root, rule);
  expect(rule.asked.splice(0)).toEqual(["b.ts", "d.ts"]);
  const cold = await auditWorkspace(workspace.root, {
    profile: "default",
    rules: [rule],
    exclude: [],
    signal: new AbortController().signal,
  });
  expect(JSON.stringify(jsonReport(warm))).toBe(JSON.stringify(jsonReport(cold.audit)));
});

it("holds no text of a file, is its owner's alone, and forgets what is gone", async () => {
  using workspace = testWorkspace({ "a.ts": "bad and private\n", "b.ts": "good\n" });
  await audit(workspace.root, counting());
  const [name = ""] = readdirSync(folder);
  const size = statSync(join(folder, name)).size;
  expect(readFileSync(join(folder, name), "utf8")).not.toContain("private");
  expect([statSync(folder).mode & 0o777, statSync(join(folder, name)).mode & 0o777]).toEqual([0o700, 0o600]);
  rmSync(join(workspace.root, "b.ts"));
  await audit(workspace.root, counting());
  expect(readdirSync(folder)).toEqual([name]);
  expect(statSync(join(folder, name)).size).toBeLessThan(size);
});

it("is not used where others can write, and a file that was cut off is no answer", async () => {
  using workspace = testWorkspace({ "a.ts": "bad\n" });
  const rule = counting();
  await audit(workspace.root, rule);
  const [name = ""] = readdirSync(folder);
  const whole = readFileSync(join(folder, name));
  writeFileSync(join(folder, name), whole.subarray(0, whole.length - 5));
  rule.asked.length = 0;
  expect((await audit(workspace.root, rule)).findings).toHaveLength(1);
  expect(rule.asked).toEqual(["a.ts"]);
  chmodSync(folder, 0o777);
  rule.asked.length = 0;
  await audit(workspace.root, rule);
  expect(rule.asked).toEqual(["a.ts"]);
});

it("keeps no more than the latest audits", async () => {
  const rule = counting();
  for (let index = 0; index < 34; index++) {
    using workspace = testWorkspace({ "a.ts": `${index}\n` });
    await audit(workspace.root, rule);
  }
  expect(readdirSync(folder)).toHaveLength(32);
});
