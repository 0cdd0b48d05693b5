import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { commitAll, gitIn } from "../testing/repository.ts";
import { temporaryFolder } from "../testing/temporary-folder.ts";
import { openEngine } from "./open-engine.ts";
import type { Engine } from "./types.ts";

async function engineIn(root: string): Promise<Engine> {
  const engine = await openEngine({
    cwd: root,
    env: {},
    builtinTemplates: join(root, "none"),
    version: "0.0.0",
    channel: "test",
  });
  onTestFinished(() => engine.close());
  return engine;
}

function repository(): string {
  const root = temporaryFolder();
  gitIn(root, "init", "-q", "-b", "main");
  writeFileSync(join(root, "README.md"), "# A repository\n");
  commitAll(root);
  return root;
}

const nobody = { ask: async () => ({ kind: "unasked", why: "nobody is here" }) as const };

test("a damaged index stops a run where it was and says what to do, as no step's failure", async () => {
  const root = repository();
  writeFileSync(join(root, ".git", "index"), "no index");
  const engine = await engineIn(root);
  await expect(engine.run({ task: "action repo.audit {}", inputs: {} }, { approver: nobody })).rejects.toMatchObject({
    code: "repository-unreadable",
    message: expect.stringMatching(/index file smaller than expected; run \S+ stopped, and nothing recorded was lost/),
    remedy: expect.stringContaining("remove `.git/index`, then call `git reset`; then sdetkit agent resume"),
  });
});

test("a partial clone that lacks the commit's tree says so", async () => {
  const source = repository();
  gitIn(source, "config", "uploadpack.allowFilter", "true");
  const root = join(temporaryFolder(), "clone");
  gitIn(source, "clone", "--quiet", "--filter=tree:0", "--no-checkout", `file://${source}`, root);
  const engine = await engineIn(root);
  await expect(
    engine.run({ task: 'action fs.read {"path":"README.md"}', inputs: {} }, { approver: nobody }),
  ).rejects.toMatchObject({
    code: "repository-unreadable",
    remedy: expect.stringContaining("the clone is partial and lacks objects of the commit"),
  });
});
