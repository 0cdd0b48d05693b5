import { spawnSync } from "node:child_process";
import fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createRedactor } from "../redact/create-redactor.ts";
import { type CommandLimits, withLimits } from "./command-limits.ts";
import { createCommandRunner } from "./create-command-runner.ts";
import { detectSandbox } from "./detect-sandbox.ts";
import { SandboxProbe } from "./sandbox-probe.ts";

const MIB = 2 ** 20;
const WIDE: CommandLimits = { writtenBytes: 20 * MIB, memoryBytes: 2 ** 33, processes: 2048 };
const asRoot = process.getuid?.() === 0;
const sandboxes = detectSandbox().kind === "bubblewrap" ? (["required", "off"] as const) : (["off"] as const);
if (sandboxes.length === 1) console.warn("!! NOT COVERED: limits in the sandbox: bubblewrap does not work here");

let box: string;
let output: string;
beforeEach(() => {
  box = fs.realpathSync(fs.mkdtempSync(join(tmpdir(), "limits-")));
  fs.chmodSync(box, 0o755);
  output = join(box, "output");
  fs.mkdirSync(join(box, "workspace"));
  fs.mkdirSync(output, { mode: 0o777 });
  fs.chmodSync(output, 0o777);
});
afterEach(() => fs.rmSync(box, { recursive: true, force: true }));

function sh(script: string, sandbox: "required" | "off", limits: CommandLimits, more: { maxOutput?: number } = {}) {
  return createCommandRunner({
    roots: { workspace: join(box, "workspace"), output },
    sandbox,
    redactor: createRedactor({ secrets: [] }),
    probe: new SandboxProbe(),
    limits,
    ...more,
    // Root is held to no number of processes.
    ...(asRoot ? { identity: { uid: 1_900_077_000, gid: 1_900_077_000 } } : {}),
  }).run({
    argv: ["sh", "-c", script, "sh", output],
    cwd: { root: "workspace", path: "" },
    env: {},
    runId: "r-01ARZ3NDEKTSV4RRFFQ69G5FAV",
    stdin: null,
    writable: [],
    network: false,
    signal: new AbortController().signal,
  });
}
const written = () => Number(spawnSync("du", ["-sb", output], { encoding: "utf8" }).stdout.split("\t")[0]);

describe.each(sandboxes)("a command, sandbox: %s", (sandbox) => {
  it("that writes one large file is ended at its limit", async () => {
    const { limit, exitCode } = await sh('dd if=/dev/zero of="$1/large" bs=1M count=2048 2>&1', sandbox, WIDE);
    expect(limit).toEqual({ kind: "written" });
    expect(exitCode).not.toBe(0);
    expect(written()).toBeLessThanOrEqual(21 * MIB);
  });

  it("that writes many small files is ended soon after its limit", async () => {
    const script = 'i=0; while :; do i=$((i+1)); head -c 1000000 /dev/zero > "$1/$i"; done';
    const { limit } = await sh(script, sandbox, WIDE);
    expect(limit).toEqual({ kind: "written" });
    // Two gigabytes would be there if nobody looked.
    expect(written()).toBeLessThan(1_000 * MIB);
  });

  it("is held to what its owner has left, when that is less", async () => {
    const { limit } = await sh('dd if=/dev/zero of="$1/large" bs=1M count=64', sandbox, {
      ...WIDE,
      room: async () => 2 * MIB,
    });
    expect(limit).toEqual({ kind: "room" });
    expect(written()).toBeLessThanOrEqual(3 * MIB);
  });

  it("that stays within its limits is not told of them, whatever lay there before", async () => {
    fs.writeFileSync(join(output, "before"), Buffer.alloc(30 * MIB));
    const { limit, exitCode } = await sh('echo fine > "$1/small"', sandbox, WIDE);
    expect([limit, exitCode]).toEqual([null, 0]);
  });

  it("gets no more memory", async () => {
    const program = `Buffer.alloc(700 * 2 ** 20, 1); console.log("has it")`;
    const node = `"${process.execPath}" -e '${program}'`;
    const inside = sandbox === "off" ? node : `perl -e '$x = "a" x (700 * 2**20); print "has it"'`;
    const little = await sh(inside, sandbox, { ...WIDE, memoryBytes: 300 * MIB });
    expect(Buffer.from(little.stdout).toString()).not.toContain("has it");
    const enough = await sh(inside, sandbox, WIDE);
    expect(Buffer.from(enough.stdout).toString()).toContain("has it");
  });

  it("starts no more processes", async () => {
    if (!asRoot) return console.warn("!! NOT COVERED: the number of processes: needs root");
    const { stderr } = await sh("for i in $(seq 60); do sleep 3 & done; wait", sandbox, { ...WIDE, processes: 20 });
    expect(Buffer.from(stderr).toString()).toMatch(/fork/i);
  });

  it("leaves a last line where what it printed was cut off", async () => {
    const result = await sh("head -c 5000 /dev/zero | tr '\\0' x", sandbox, WIDE, { maxOutput: 1_000 });
    expect(result.truncated).toBe(true);
    expect(Buffer.from(result.stdout).toString()).toBe(
      `${"x".repeat(1_000)}\n[sdetkit: cut off here, 4000 more bytes were printed and not kept]\n`,
    );
  });

  it("has no descriptor of whoever started sdetkit", async () => {
    const program = `
      const { createCommandRunner } = await import(${JSON.stringify(new URL("./create-command-runner.ts", import.meta.url).href)});
      const { createRedactor } = await import(${JSON.stringify(new URL("../redact/create-redactor.ts", import.meta.url).href)});
      const { SandboxProbe } = await import(${JSON.stringify(new URL("./sandbox-probe.ts", import.meta.url).href)});
      const runner = createCommandRunner({ roots: ${JSON.stringify({ workspace: join(box, "workspace"), output })}, sandbox: "${sandbox}", redactor: createRedactor({ secrets: [] }), probe: new SandboxProbe() });
      const end = await runner.run({ argv: ["ls", "-l", "/proc/self/fd"], cwd: { root: "workspace", path: "" }, env: {}, runId: "r-01ARZ3NDEKTSV4RRFFQ69G5FAV", stdin: null, writable: [], network: false, signal: new AbortController().signal });
      process.stdout.write(end.stdout);`;
    fs.writeFileSync(join(box, "secret"), "canary");
    const file = join(box, "program.ts");
    fs.writeFileSync(file, program);
    const script = `exec 9<"${box}/secret" 200<"${box}/secret"; exec "${process.execPath}" --experimental-strip-types --input-type=module -e "$(cat "${file}")"`;
    const { stdout, stderr } = spawnSync("bash", ["-c", script], {
      encoding: "utf8",
      cwd: fileURLToPath(new URL(".", import.meta.url)),
    });
    expect(stdout, stderr).toContain("-> ");
    expect(stdout).not.toContain("secret");
    const others = stdout
      .split("\n")
      .filter(
        (line) => / -> /.test(line) && !/ [012] -> /.test(line) && !/ -> \/dev\/null$| -> \/proc\/\d+\/fd$/.test(line),
      );
    expect(others).toEqual([]);
  });
});

it("limits are no more than this process has itself, and none without prlimit", () => {
  const limits = { written: 5, memoryBytes: 7, processes: 9 };
  expect(withLimits(["a", "b"], limits, null)).toEqual(["a", "b"]);
  const words = withLimits(["a", "b"], limits, "/usr/bin/prlimit");
  expect(words).toEqual(["/usr/bin/prlimit", `--fsize=${MIB}`, "--data=7", "--nproc=9", "--core=0", "--", "a", "b"]);
});
