import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { ended, json, start } from "./harness/cli.ts";
import { leftovers } from "./harness/leftovers.ts";
import { size } from "./harness/size.ts";
import { commit, configure, git, repository, type Step, template } from "./harness/workspace.ts";

const KILLS = size("SDETKIT_KILLS", 10);
/** A new workspace now and then, so that its making is interrupted as well. */
const KILLS_A_WORKSPACE = 10;
const RUN_ALL = ["agent", "templates", "run-all", "--approve", "--verbose"];

/** Templates that write much, in every root, that wait for commands, and that pack. */
function workspace(): string {
  const root = repository();
  configure(root, {
    write: ["generated"],
    shell: [
      ["sleep", "<word>"],
      ["touch", "<path>"],
    ],
  });
  const permissions = { write: ["generated", ".sdetkit/agent/workdir"], shell: [["sleep", "<word>"]] };
  const write = (id: string, path: string): Step => ({
    id,
    action: "fs.write",
    with: { path, content: `${id}\n`.repeat(300) },
  });
  const wait = (id: string): Step => ({ id, action: "shell.run", with: { argv: ["sleep", "0.03"] } });
  const writes = Array.from({ length: 20 }, (_, n) => write(`w${n}`, `generated/deep/${n % 5}/${n}.txt`));
  template(root, "a-writes", writes, { permissions });
  template(root, "b-waits", [wait("s1"), write("w1", ".sdetkit/agent/workdir/w1.txt"), wait("s2")], { permissions });
  const parts = Array.from({ length: 8 }, (_, n) => ({ ...write(`p${n}`, `output:/parts/${n}.txt`), needs: [] }));
  const pack = {
    id: "pack",
    action: "artifacts.bundle",
    with: { paths: ["output:/parts"] },
    needs: parts.map(({ id }) => id),
  };
  template(root, "c-packs", [...parts, pack], { permissions });
  commit(root);
  return root;
}

const tally = { kills: 0, printed: 0, cutOff: 0, wholeRuns: 0, beforeAnyRun: 0 };

test(`${KILLS} times kill -9 at a random moment of run-all`, async () => {
  let root = "";
  let took = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    if (kill % KILLS_A_WORKSPACE === 0) {
      root = workspace();
      took = await timeOfOneRun(workspace());
    }
    await killOnce(root, Math.random() * took * 1.1, kill % 2 === 0);
  }
  console.log(`kill -9: ${JSON.stringify(tally)}`);
}, 3_600_000);

test(`${KILLS} times kill -9 while the first history is made`, async () => {
  for (let kill = 0; kill < KILLS; kill++) {
    const root = repository();
    const child = start(root, ["agent", "run", 'action fs.write {"path":"output:/a","content":""}', "--approve"]);
    const over = ended(child);
    while (child.exitCode === null && !existsSync(join(root, ".sdetkit/agent/keys/ledger.key"))) await sleep(1);
    await sleep(Math.random() * 25);
    child.kill("SIGKILL");
    await over;
    const left = readdirSync(join(root, ".sdetkit/agent"), { recursive: true }).join(" ");
    expect(git(root, "status", "--porcelain", "-uall"), "what git would take along").not.toContain("ledger.key");
    for (const argv of [["verify"], ["list"]])
      expect(await json(root, ["agent", "history", ...argv]), `left: ${left}`).toMatchObject({ exit: 0 });
    const again = await json(root, ["agent", "run", 'action fs.write {"path":"output:/b","content":""}', "--approve"]);
    expect(again, `left: ${left}`).toMatchObject({ exit: 0 });
    expect(leftovers(root), `left: ${left}`).toEqual([]);
  }
}, 3_600_000);

async function timeOfOneRun(root: string): Promise<number> {
  const before = performance.now();
  const { out } = await ended(start(root, RUN_ALL));
  expect(out, "the templates all run, but the one that this policy does not allow").toContain(
    "7 of 8 succeeded, 1 of them did not pass.",
  );
  return performance.now() - before;
}

/** One kill, and everything that has to hold afterwards. */
async function killOnce(root: string, afterMs: number, retry: boolean): Promise<void> {
  const child = start(root, RUN_ALL);
  const over = ended(child);
  await sleep(afterMs);
  child.kill("SIGKILL");
  const { out, err, signal } = await over;
  const moment = `killed after ${afterMs} ms`;
  const hashes = [...out.matchAll(/hash ([0-9a-f]{64})/g)].map((match) => match[1]);
  const begun = [...err.matchAll(/run (r-[0-9A-Z]{26})/g)].map((match) => match[1]);

  expect(await json(root, ["agent", "history", "verify"]), moment).toMatchObject({ exit: 0, answer: { ok: true } });
  const list = (await json(root, ["agent", "history", "list", "--limit", "0"])).answer;
  const recorded = new Set<unknown>(list.runs.map((row: { hash: string }) => row.hash));
  expect(
    hashes.filter((hash) => !recorded.has(hash as string)),
    `${moment}: printed, but not in the history`,
  ).toEqual([]);
  const known = new Set<unknown>([...list.runs, ...list.unfinished].map((row: { run: string }) => row.run));
  expect(
    begun.filter((run) => !known.has(run)),
    `${moment}: begun, but nowhere`,
  ).toEqual([]);
  expect(
    list.unfinished.filter((row: { alive: boolean }) => row.alive),
    `${moment}: said to be alive`,
  ).toEqual([]);

  for (const { run } of list.unfinished) {
    const argv = ["agent", "resume", run, "--approve", ...(retry ? ["--retry-unknown"] : [])];
    const { exit, err: said, answer } = await json(root, argv);
    expect(answer, moment).toMatchObject({ run, hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
    const interrupted = answer.steps.some(
      (step: { failure: { code: string } | null }) => step.failure?.code === "interrupted",
    );
    // The built-in template whose commands this policy does not allow is denied, cut off or not.
    const denied = answer.template.id === "change-evidence";
    const failures = answer.steps.filter((step: { failure: unknown }) => step.failure !== null);
    expect({ exit, interrupted }, `${moment}: ${JSON.stringify(failures)} ${said}`).toEqual({
      exit: denied ? 3 : interrupted ? 1 : 0,
      interrupted: !retry && interrupted,
    });
  }
  if (list.unfinished.length === 0)
    await json(root, ["agent", "run", 'action fs.write {"path":"output:/a","content":""}']);
  expect(leftovers(root), moment).toEqual([]);
  const after = (await json(root, ["agent", "history", "list", "--limit", "0"])).answer;
  expect(after.unfinished, moment).toEqual([]);
  expect(
    list.unfinished.every(({ run }: { run: string }) => after.runs.some((row: { run: string }) => row.run === run)),
  ).toBe(true);

  tally.kills++;
  tally.printed += hashes.length;
  tally.cutOff += list.unfinished.length;
  if (signal === null) tally.wholeRuns++;
  else if (begun.length === 0) tally.beforeAnyRun++;
}
