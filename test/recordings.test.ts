import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Answered, call, json } from "./harness/cli.ts";
import { emptyFolder, keptFolder } from "./harness/workspace.ts";
import { EXPECTED_REPLAYS, type ReplayEnd } from "./recordings/expected-replays.ts";
import { layOut, VERSIONS, workspacesOf } from "./recordings/lay-out.ts";
import type { RecordedRun, RecordedWorkspace } from "./recordings/make/recorder.ts";

/** Replays at once. */
const AT_ONCE = 3;

describe.each(VERSIONS)("a recording of %s", (version) => {
  const base = layOut(version, "workspaces", join(keptFolder(), "recorded"));
  const workspaces = workspacesOf(version);

  test.each(workspaces)("$folder: verifies, also against a checkpoint that was kept elsewhere", async (workspace) => {
    const root = join(base, workspace.folder);
    const kept = join(emptyFolder(), "checkpoint");
    writeFileSync(kept, workspace.checkpoint);
    const { exit, answer } = await json(root, ["agent", "history", "verify", "--checkpoint", kept]);
    expect({ exit, problems: answer.problems }).toEqual({ exit: 0, problems: [] });
    expect(answer.runs).toBeGreaterThanOrEqual(workspace.runs.length);
  });

  test.each(workspaces)(
    "$folder: is listed, shown, exported and proven as it was",
    async ({ folder, runs, unfinished }) => {
      const root = join(base, folder);
      const { answer: list } = await json(root, ["agent", "history", "list", "--limit", "0"]);
      const known = new Map<string, object>(list.runs.map((each: { run: string }) => [each.run, each]));
      const csv = await call(root, ["agent", "history", "export"]);
      expect(csv.out.split("\r\n").length).toBe(list.total + 2);
      for (const { run, hash, status } of runs) {
        expect(known.get(run)).toMatchObject({ hash, status });
        expect(csv.out).toContain(hash);
      }
      expect(list.unfinished).toEqual(
        unfinished === null ? [] : [expect.objectContaining({ run: unfinished, alive: false })],
      );
      await each(runs, async ({ run, hash, status }) => {
        const shown = await json(root, ["agent", "history", "show", run]);
        expect(shown).toMatchObject({ exit: 0, answer: { run, hash, record: { status }, envelope: { record: hash } } });
        expect((await call(root, ["agent", "history", "show", hash, "--verbose"])).exit).toBe(0);
        const { exit, answer } = await json(root, ["agent", "history", "prove", run]);
        expect([exit, JSON.parse(answer.leaf)]).toEqual([0, expect.objectContaining({ run, record: hash })]);
      });
    },
  );

  test.each(workspaces)(
    "$folder: replays the same, or says what is missing or was changed",
    async ({ folder, runs }) => {
      const [name] = folder.split("/");
      const found: { [run: string]: ReplayEnd } = {};
      const expected: { [run: string]: ReplayEnd } = {};
      await each(runs, async (recorded) => {
        const key = `${name}: ${recorded.about}`;
        const answered = await json(join(base, folder), ["agent", "replay", recorded.run], { env: recorded.env ?? {} });
        expected[key] = EXPECTED_REPLAYS[version]?.[key] ?? "same";
        found[key] = endOf(recorded, answered);
        if (found[key] !== expected[key]) console.error(key, JSON.stringify(answered.answer, null, 2));
      });
      expect(found).toEqual(expected);
    },
  );

  test("every run whose replay is not the same was recorded", () => {
    const known = workspaces.flatMap(({ folder, runs }) =>
      runs.map(({ about }) => `${folder.split("/")[0]}: ${about}`),
    );
    expect(known).toEqual(expect.arrayContaining(Object.keys(EXPECTED_REPLAYS[version] ?? {})));
    expect(new Set(known).size).toBe(known.length);
  });

  test("a run that was interrupted then is resumed, and the ledger continues", async () => {
    const own = layOut(version, "workspaces", join(emptyFolder(), "recorded"));
    const cut = workspaces.find(({ unfinished }) => unfinished !== null) as RecordedWorkspace;
    const root = join(own, cut.folder);
    const resumed = await json(root, ["agent", "resume", String(cut.unfinished), "--approve"]);
    expect(resumed, JSON.stringify(resumed.answer)).toMatchObject({
      exit: 0,
      answer: { status: "succeeded", run: cut.unfinished },
    });
    expect((await json(root, ["agent", "run", 'action fs.read {"path":"README.md"}'])).exit).toBe(0);
    const kept = join(own, "checkpoint");
    writeFileSync(kept, cut.checkpoint);
    const { exit, answer } = await json(root, ["agent", "history", "verify", "--checkpoint", kept]);
    expect([exit, answer.runs]).toEqual([0, cut.runs.length + 2]);
  });
});

/** The outcome of a replay; only what the rule allows has a name of its own. */
function endOf({ hash }: RecordedRun, { exit, answer }: Answered): ReplayEnd {
  if (exit === 0) return answer.replayed === hash && answer.hash === hash ? "same" : "wrong";
  const classes: string[] = (answer.problems ?? []).map((problem: { class: string }) => problem.class);
  const allowed = classes.length > 0 && classes.every((kind) => kind === "inputs-missing" || kind === "rules-changed");
  if (exit !== 5 || !allowed) return "wrong";
  return classes.includes("rules-changed") ? "rules-changed" : "inputs-missing";
}

/** A few at a time. */
async function each<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const left = [...items];
  const lane = async () => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
}
