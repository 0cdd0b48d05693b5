import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { currentOwner } from "../platform/process-owner.ts";
import { detectSandbox } from "../sandbox/detect-sandbox.ts";
import type { CommandResult } from "../sandbox/types.ts";
import { readText } from "./cgroup-folder.ts";
import { CONTROLLERS, type Controller, findDelegated, SERVER_LEAF } from "./find-delegated.ts";
import type { CommandCgroups } from "./open-command-cgroups.ts";
import { type DelegatedCgroup, delegatedCgroup, freeControllers } from "./testing/delegated-cgroup.ts";
import type { LimitedOrder } from "./testing/run-limited.ts";

const MIB = 2 ** 20;
const WIDE = { writtenBytes: 200 * MIB, memoryBytes: 2 ** 32, processes: 500, cpus: 2 };
const PROGRAM = fileURLToPath(new URL("testing/run-limited.ts", import.meta.url));
const TENANT = { uid: 1_900_077_000, gid: 1_900_077_000 };
const free = freeControllers().controllers;
const sandboxes = detectSandbox().kind === "bubblewrap" ? (["required", "off"] as const) : (["off"] as const);
for (const each of CONTROLLERS.filter((controller) => !free.includes(controller)))
  console.warn(
    `!! NOT COVERED: limits of commands by the cgroup v2 controller ${each}: needs root, and a machine whose root cgroup v2 has it`,
  );
if (sandboxes.length === 1) console.warn("!! NOT COVERED: cgroups around the sandbox: bubblewrap does not work here");

let box: string;
beforeEach(() => {
  box = fs.realpathSync(fs.mkdtempSync(join(tmpdir(), "cgroups-")));
  fs.chmodSync(box, 0o755);
  fs.mkdirSync(join(box, "workspace"));
  fs.mkdirSync(join(box, "output"));
  fs.chmodSync(join(box, "output"), 0o777);
});
afterEach(() => fs.rmSync(box, { recursive: true, force: true }));

function delegated(controllers: readonly Controller[] = free): DelegatedCgroup {
  const cgroup = delegatedCgroup(controllers);
  onTestFinished(() => cgroup.remove());
  return cgroup;
}

interface Server {
  readonly child: ChildProcess;
  /** What it could open; null when it was not to. */
  readonly cgroups: CommandCgroups | null;
  end(): Promise<Omit<CommandResult, "stdout" | "stderr"> & { stdout: string; stderr: string }>;
}

/** Starts what stands for a server, in this cgroup; where one was before, as what started that one would: from where it was moved to. */
async function server(cgroup: DelegatedCgroup, order: Partial<LimitedOrder> & { script: string }): Promise<Server> {
  const whole: LimitedOrder = {
    ...{ workspace: join(box, "workspace"), output: join(box, "output"), sandbox: "off", limits: WIDE, ...order },
  };
  const enter = `echo $$ > "$1/cgroup.procs" && shift && exec "$@"`;
  const words = [process.execPath, "--experimental-strip-types", PROGRAM, JSON.stringify(whole)];
  const leaf = join(cgroup.folder, SERVER_LEAF);
  const place = fs.existsSync(leaf) ? leaf : cgroup.folder;
  const child = spawn("sh", ["-c", enter, "sh", place, ...words], { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => JSON.parse((await lines.next()).value ?? "null");
  return { child, cgroups: await next(), end: next };
}

const run = async (...words: Parameters<typeof server>) => (await server(...words)).end();
const commandsIn = ({ folder }: DelegatedCgroup) =>
  fs.readdirSync(folder).filter((name) => name.startsWith("command-"));

describe.runIf(free.length > 0).each(sandboxes)(
  "in a cgroup of its own, sandbox: %s",
  { timeout: 120_000 },
  (sandbox) => {
    it("a command runs as it does without, and nothing is left of its cgroup", async () => {
      const cgroup = delegated();
      const order = {
        sandbox,
        script: "tr '\\0' '\\n' < /proc/$$/environ | sort; pwd; ls -l /proc/self/fd | grep -c -v /dev/null; exit 125",
      };
      const { child, cgroups, end } = await server(cgroup, order);
      expect(cgroups).toMatchObject({ kind: "cgroups", folder: cgroup.folder, controllers: free });
      const inside = await end();
      if (child.exitCode === null) await once(child, "exit");
      expect(commandsIn(cgroup)).toEqual([]);
      expect(fs.readdirSync(cgroup.folder)).toContain(SERVER_LEAF);
      const without = await run(delegated(), { ...order, plain: true });
      const plain = (text: string) => text.replace(/sdetkit-home-\w+/g, "HOME");
      expect({ ...inside, stdout: plain(inside.stdout) }).toEqual({ ...without, stdout: plain(without.stdout) });
      expect(inside).toMatchObject({ exitCode: 125, limit: null });
    });

    it.runIf(free.includes("pids"))("that starts too many processes is ended, and it is said", async () => {
      const script = "for i in $(seq 60); do sleep 1000 & done; wait; sleep 1000";
      const { limit } = await run(delegated(), { sandbox, script, limits: { ...WIDE, processes: 20 } });
      expect(limit).toEqual({ kind: "processes", processes: 20 });
    });

    it.runIf(free.includes("memory"))(
      "that uses too much memory is ended with all its processes, and it is said",
      async () => {
        // Each of the four stays below.
        const one = `perl -e '$x = "a" x (60 * 2**20); sleep 1000'`;
        const script = `${one} & ${one} & ${one} & ${one} & wait`;
        const { limit } = await run(delegated(), { sandbox, script, limits: { ...WIDE, memoryBytes: 128 * MIB } });
        expect(limit).toEqual({ kind: "memory", bytes: 128 * MIB });
      },
    );

    it.runIf(free.includes("memory"))("that stays within its memory is not told of it", async () => {
      const script = `perl -e '$x = "a" x (60 * 2**20); print "has it"'`;
      const { limit, stdout } = await run(delegated(), {
        sandbox,
        script,
        limits: { ...WIDE, memoryBytes: 256 * MIB },
      });
      expect([limit, stdout]).toEqual([null, "has it"]);
    });

    it("a command of another user than the server gets into it", async () => {
      const { limit, exitCode, stdout } = await run(delegated(), { sandbox, script: "echo in", identity: TENANT });
      expect([limit, exitCode, stdout]).toEqual([null, 0, "in\n"]);
    });
  },
);

describe.runIf(free.length > 0)("a cgroup for each command", { timeout: 120_000 }, () => {
  it("has the limits of every controller that can be had", async () => {
    const cgroup = delegated();
    const where = `${cgroup.folder}/$(basename "$(sed -n s/^0:://p /proc/self/cgroup)")`;
    const script = `cd "${where}"; cat memory.max memory.swap.max memory.oom.group pids.max cpu.max 2>/dev/null; grep -E "data size|processes" /proc/self/limits`;
    const { stdout } = await run(cgroup, { script, limits: { ...WIDE, cpus: 0.5 } });
    const expected = {
      memory: String(WIDE.memoryBytes),
      pids: String(WIDE.processes),
      cpu: "50000 100000",
    };
    for (const controller of free) expect(stdout.split("\n")).toContain(expected[controller]);
    expect(/Max data size +unlimited/.test(stdout)).toBe(free.includes("memory"));
  });

  it("takes the controllers one by one: what they do not hold, rlimits do", async () => {
    const [only] = free.includes("pids") ? (["pids"] as const) : free;
    const script = 'grep -E "data size|processes" /proc/self/limits';
    const { cgroups, end } = await server(delegated(only ? [only] : []), { script });
    expect(cgroups?.controllers).toEqual([only]);
    const { stdout } = await end();
    expect(stdout).toMatch(only === "memory" ? /Max processes +500/ : /Max data size +4294967296/);
    if (only === "pids") expect(stdout).not.toMatch(/Max processes +500/);
  });

  it("ends what left the command's process group and holds its output", async () => {
    const script = `setsid sh -c 'echo $$ > "$0/pid"; exec sleep 1000' "$1" & while ! test -s "$1/pid"; do :; done; echo over`;
    expect((await run(delegated(), { script })).stdout).toBe("over\n");
    const pid = Number(fs.readFileSync(join(box, "output/pid"), "utf8"));
    expect(readText(`/proc/${pid}/stat`)?.match(/\) ([^ZX]) /) ?? null).toBeNull();
  });

  it("of a server that was killed is removed by the next, with what runs in it; that of a living one stays", async () => {
    const cgroup = delegated();
    const script = `setsid sleep 1000 & echo $! > "$1/pid"; sleep 1000`;
    const killed = await server(cgroup, { script });
    const pidFile = join(box, "output/pid");
    await expect.poll(() => readText(pidFile)?.trim() ?? "", { timeout: 60_000 }).not.toBe("");
    const living = join(cgroup.folder, `command-${currentOwner()}-0`);
    fs.mkdirSync(living);
    const over = once(killed.child, "exit");
    killed.child.kill("SIGKILL");
    await over;
    expect(commandsIn(cgroup).length).toBe(2);

    expect((await run(cgroup, { script: "echo next" })).stdout).toBe("next\n");
    expect(commandsIn(cgroup)).toEqual([basename(living)]);
    expect(readText(`/proc/${Number(fs.readFileSync(pidFile, "utf8"))}/stat`)?.match(/\) ([^ZX]) /) ?? null).toBeNull();
  });

  it("can be had by an ordinary user to whom the cgroup was given", async () => {
    const cgroup = delegatedCgroup(free, TENANT.uid);
    onTestFinished(() => cgroup.remove());
    const probe = `echo $$ > "$1/cgroup.procs" && shift && exec setpriv --reuid=${TENANT.uid} --regid=${TENANT.gid} --clear-groups "$@"`;
    const program = `
      const { openCommandCgroups } = await import(${JSON.stringify(new URL("open-command-cgroups.ts", import.meta.url).href)});
      const opened = await openCommandCgroups();
      console.log(JSON.stringify(opened));`;
    const words = [process.execPath, "--experimental-strip-types", "--input-type=module", "-e", program];
    const child = spawn("sh", ["-c", probe, "sh", cgroup.folder, ...words], { stdio: ["ignore", "pipe", "inherit"] });
    const [line] = await createInterface({ input: child.stdout })
      [Symbol.asyncIterator]()
      .next()
      .then(({ value }) => [value]);
    expect(JSON.parse(line ?? "null")).toMatchObject({ kind: "cgroups", controllers: free });
  });
});

it("is looked for without a change, and where there is none, why and what to do is said", () => {
  const found = findDelegated();
  if (found.kind === "none")
    expect(found).toMatchObject({ why: expect.stringMatching(/cgroup/), remedy: expect.stringMatching(/cgroup/) });
  else expect(found.controllers.length).toBeGreaterThan(0);
});
