import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../testing/temporary-folder.ts";
import { openEngine } from "./open-engine.ts";

const canary = "canary-7f3a9c51d2e8";

async function engineWith(steps: readonly object[]) {
  const root = temporaryFolder();
  mkdirSync(join(root, "templates/automations"), { recursive: true });
  mkdirSync(join(root, ".sdetkit"));
  const policy = { shell: [["printf", "<word>"]], env: ["DEPLOY_TOKEN"] };
  writeFileSync(join(root, ".sdetkit/config.yaml"), JSON.stringify({ policy }));
  const template = {
    metadata: { id: "says", title: "Says", version: "1.0.0", description: "Says it.", owner: "qa" },
    inputs: { word: { default: "hello" } },
    permissions: { shell: [["printf", "<word>"]] },
    workflow: steps,
  };
  writeFileSync(join(root, "templates/automations/says.yaml"), JSON.stringify(template));
  const env = { DEPLOY_TOKEN: canary };
  return await openEngine({ cwd: root, env, builtinTemplates: join(root, "none"), version: "0.0.0", channel: "test" });
}

const write = (content: string) => ({ id: "say", action: "fs.write", with: { path: "output:/a.txt", content } });
const print = (word: string, env: object = {}) => ({
  id: "say",
  action: "shell.run",
  with: { argv: ["printf", word] },
  env,
});

test.each([
  ["an input that holds it", write("${{ inputs.word }}"), canary, "inputs.word"],
  ["a step that spells it out", write(`Bearer ${canary}`), "hello", "step say"],
  ["an action that is given the variable", write("${{ env.DEPLOY_TOKEN }}"), "hello", "step say, with"],
  ["an environment that spells it out", print("a", { SAID: `x ${canary}` }), "hello", "step say"],
])("a plan says of %s what a run would fail for", async (_, step, word, where) => {
  const engine = await engineWith([step]);
  const request = { task: "template:says", inputs: { word } };
  const message = `${where}: expected no secrets, found the value of DEPLOY_TOKEN from the environment`;
  expect(await engine.plan(request)).toMatchObject({
    runnable: false,
    secrets: expect.arrayContaining([expect.stringContaining(message)]),
  });
  const ran = await engine.run(request, { approver: { ask: async () => ({ kind: "given", by: "ann", via: "flag" }) } });
  expect(ran).toMatchObject({ report: { steps: [{ failure: { code: "secret-from-environment" } }] } });
  engine.close();
});

test("a plan has nothing against a command that is given a secret variable", async () => {
  const engine = await engineWith([print("${{ env.DEPLOY_TOKEN }}", { GIVEN: "${{ env.DEPLOY_TOKEN }}" })]);
  const plan = await engine.plan({ task: "template:says", inputs: {} });
  expect(plan).toMatchObject({ runnable: true });
  expect(plan).not.toHaveProperty("secrets");
  expect(JSON.stringify(plan)).not.toContain(canary);
  engine.close();
});
