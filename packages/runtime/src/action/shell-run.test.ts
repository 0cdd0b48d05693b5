import fs from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { hashing } from "../platform/hashing.ts";
import { shellRun } from "./shell-run.ts";
import { type ActionFixture, actionFixture } from "./testing/action-fixture.ts";
import type { ActionContext } from "./types.ts";

let site: ActionFixture;
beforeEach(() => {
  site = actionFixture();
});
afterEach(() => site.remove());

const run = (params: object, change?: Partial<ActionContext>) =>
  shellRun.execute(shellRun.params.parse(params), site.context(change));
const sh = (script: string, more: object = {}, change?: Partial<ActionContext>) =>
  run({ argv: ["sh", "-c", script], ...more }, change);

describe("shell.run", () => {
  it.each([
    ["limit-written", 2 ** 40, /written_bytes/],
    ["limit-storage", 2 ** 20, /storage quota/],
  ])("fails with %s, and as nothing else, when a command goes beyond that limit", async (code, room, message) => {
    const limits = { writtenBytes: 2 ** 22, memoryBytes: 2 ** 33, processes: 4096, room: async () => room };
    const bounded = actionFixture(limits);
    const argv = ["sh", "-c", 'echo begun; head -c 100000000 /dev/zero > "$1/a"; echo ended', "sh", "output:"];
    const result = await shellRun.execute(shellRun.params.parse({ argv, deterministic: true }), bounded.context());
    bounded.remove();
    expect(result).toMatchObject({
      status: "failed",
      outputs: {},
      failure: { code, message: expect.stringMatching(message) },
    });
    expect(result).not.toHaveProperty("exitCode");
  });

  it.each([
    [
      { kind: "memory", bytes: 300 * 2 ** 20 },
      "limit-memory",
      /more than 300 MiB of memory \(runs\.commands\.memory_bytes/,
    ],
    [{ kind: "processes", processes: 20 }, "limit-processes", /more than 20 processes .*\(runs\.commands\.processes/],
    [{ kind: "outer-memory" }, "out-of-memory", /service or machine/],
  ] as const)("says which limit of its cgroup a command went beyond: %j", async (limit, code, message) => {
    const killed = { exitCode: 137, signal: "SIGKILL", timedOut: false, truncated: false, sandbox: "none" } as const;
    const commands = { run: async () => ({ ...killed, limit, stdout: Buffer.alloc(0), stderr: Buffer.alloc(0) }) };
    const result = await sh("true", {}, { commands });
    expect(result).toMatchObject({ status: "failed", failure: { code, message: expect.stringMatching(message) } });
    expect(result).not.toHaveProperty("exitCode");
  });

  it("keeps printed text out of the record unless it is promised to repeat", async () => {
    const loose = await sh("echo out; echo err >&2");
    expect(loose).toMatchObject({ status: "succeeded", exitCode: 0, outputs: {} });
    expect(loose.volatile).toMatchObject({ stdout: hashing.hex("out\n"), stderr: hashing.hex("err\n") });
    expect([...site.blobs.values()].sort()).toEqual(["err\n", "out\n"]);
    const promised = await sh('printf "a\\r\\n%s %s %s/x" "$PWD" "$1" "$2"', {
      argv: ["sh", "-c", 'printf "a\\r\\n%s %s %s/x" "$PWD" "$1" "$2"', "sh", "urn:sdetkit:run-id", "output:"],
      deterministic: true,
    });
    expect(promised.outputs).toEqual({ stdout: "a\r\nworkspace: urn:sdetkit:run-id output:/x" });
    expect(promised.volatile).not.toHaveProperty("stdout");
  });

  it("takes the text of cmd as words, and shows the words to whoever asks", async () => {
    const params = shellRun.params.parse({ cmd: `printf '%s|' "a b" c\\ d`, deterministic: true });
    expect((await shellRun.execute(params, site.context())).outputs).toEqual({ stdout: "a b|c d|" });
    expect(shellRun.needs(params)).toEqual([
      { kind: "shell", argv: ["printf", "%s|", "a b", "c d"], cwd: { root: "workspace", path: "" } },
    ]);
    expect(shellRun.preview(params)).toBe('Run printf "%s|" "a b" "c d"\n  in workspace:/');
    const fed = shellRun.params.parse({ argv: ["sh"], stdin: "id\nrm -rf .\n" });
    expect(shellRun.preview(fed)).toBe(
      "Run sh\n  in workspace:/\n  with 12 bytes on its standard input\n  | id\n  | rm -rf .",
    );
  });

  it("keeps the files that the command was to make", async () => {
    const made = await sh('echo 1 > "$1/a" && echo 2 > "$1/b"', {
      argv: ["sh", "-c", 'echo 1 > "$1/a" && echo 2 > "$1/b"', "sh", "output:"],
      outputs: { first: "output:/a", second: "output:/b" },
      deterministic: true,
    });
    expect(made.artifacts).toEqual([
      { name: "first", path: "output:/a", sha256: hashing.hex("1\n"), bytes: 2, volatile: false },
      { name: "second", path: "output:/b", sha256: hashing.hex("2\n"), bytes: 2, volatile: false },
    ]);
    expect([...site.blobs.values()]).toContain("1\n");
    const missing = await sh("true", { outputs: ["output:/none"] });
    expect(missing).toMatchObject({ status: "failed", failure: { code: "output-missing" }, artifacts: [] });
    fs.writeFileSync(join(site.output, "leak"), `base64: ${btoa(site.secret)}`);
    const leak = await sh("true", { outputs: ["output:/leak"] });
    expect(leak).toMatchObject({ status: "failed", failure: { code: "secret-from-environment" }, artifacts: [] });
    expect([...site.blobs.values()].join()).not.toContain(btoa(site.secret));
    expect(fs.readFileSync(join(site.output, "leak"), "utf8")).toBe(
      "This file held a secret. sdetkit did not keep it; the record of the run says more.\n",
    );
    fs.symlinkSync("/etc/passwd", join(site.output, "linked"));
    const linked = await sh("true", { outputs: ["output:/linked"] });
    expect(linked).toMatchObject({ status: "failed", failure: { code: "path-escapes" }, artifacts: [] });
  });

  it("keeps what a command that fails has made, but no secret: a report of failures is evidence", async () => {
    const token = `ghp_${"A1b2".repeat(9)}`;
    const script = `echo bad > "$1/report"; echo ${token} > "$1/leak"; ln -s report "$1/linked"; exit 1`;
    const failed = await run({
      argv: ["sh", "-c", script, "sh", "output:"],
      outputs: { linked: "output:/linked", none: "output:/none", leak: "output:/leak", report: "output:/report" },
    });
    expect(failed).toMatchObject({ status: "failed", exitCode: 1, failure: { code: "exit-code" } });
    expect(failed.artifacts).toEqual([
      { name: "report", path: "output:/report", sha256: hashing.hex("bad\n"), bytes: 4, volatile: true },
    ]);
    expect([...site.blobs.values()]).toEqual(["bad\n"]);
    expect(fs.readFileSync(join(site.output, "leak"), "utf8")).not.toContain(token);
  });

  it("names the caller's variable that a file would have kept, whatever else went wrong", async () => {
    const script = `echo ${site.secret} > "$1/leak"; exit 1`;
    const failed = await run({
      argv: ["sh", "-c", script, "sh", "output:"],
      outputs: ["output:/none", "output:/leak"],
    });
    const message = expect.stringMatching(/^output:\/leak: .*CALLERS_TOKEN/);
    expect(failed).toMatchObject({ exitCode: 1, failure: { code: "secret-from-environment", message }, artifacts: [] });
  });

  it("cuts credentials from files in the output folder where the step says so, and counts them", async () => {
    const script = `echo "a ghp_${"A1b2".repeat(9)}" > "$1/log"`;
    site.put("log", `ghp_${"A1b2".repeat(9)}\n`);
    const asked = { argv: ["sh", "-c", script, "sh", "output:"], outputs: ["output:/log"], deterministic: true };
    const refused = { code: "secret-in-artifact", message: expect.stringContaining("a GitHub token in line 1") };
    expect(await run(asked)).toMatchObject({ status: "failed", failure: refused });
    const kept = await run(asked, { redact: true });
    const sha256 = hashing.hex("a [redacted]\n");
    expect(kept.artifacts).toEqual([
      { name: "log", path: "output:/log", sha256, bytes: 13, volatile: false, redacted: 1 },
    ]);
    expect(fs.readFileSync(join(site.output, "log"), "utf8")).toBe("a [redacted]\n");
    const owners = await run({ ...asked, outputs: ["log"] }, { redact: true });
    expect(owners).toMatchObject({ status: "failed", failure: { code: "secret-in-artifact" } });
    expect(site.get("log")).toContain("ghp_");
  });

  it("tells failures in words that hold nothing of this machine", async () => {
    const failures = [
      await sh("exit 3"),
      await sh('printf "\\377"', { deterministic: true }),
      await sh("sleep 100", {}, { signal: AbortSignal.timeout(1) }),
      await sh("sleep 100", {}, { signal: AbortSignal.abort() }),
    ];
    expect(failures.map(({ status, failure }) => `${status} ${failure?.code}`)).toEqual([
      "failed exit-code",
      "failed not-text",
      "timed-out timed-out",
      "cancelled cancelled",
    ]);
    expect(failures[0]?.exitCode).toBe(3);
    await expect(run({ argv: ["no-such-command"] })).rejects.toMatchObject({ code: "command-not-found" });
    await expect(run({ argv: ["cat", "output:/../x"] })).rejects.toMatchObject({ code: "path-escapes" });
    expect(JSON.stringify(failures.map(({ failure }) => failure))).not.toContain(site.workspace);
  });

  it("passes environment, input and folder, and no secret back", async () => {
    site.put("sub/x", "");
    const asked = {
      argv: ["sh", "-c", 'tee /dev/stderr; echo "$TEXT"; pwd; ls'],
      stdin: `in ghp_${"A1b2".repeat(9)}\n`,
      "working-directory": "sub",
      deterministic: true,
    };
    const result = await run(asked, { env: { TEXT: "$(id); `id`" } });
    expect(result.outputs).toEqual({ stdout: "in [redacted]\n$(id); `id`\nworkspace:/sub\nx\n" });
    const leaky = { ...asked, stdin: `in ${site.secret}\n` };
    const failure = { code: "secret-from-environment", message: expect.stringContaining("CALLERS_TOKEN") };
    expect(await run(leaky, { env: { TEXT: "x" } })).toMatchObject({ status: "failed", failure, outputs: {} });
    await run({ ...leaky, deterministic: false }, { env: { TEXT: "x" } });
    const blobs = [...site.blobs.values()];
    expect(blobs).toContain(`in [redacted]\nx\n${site.workspace}/sub\nx\n`);
    expect(blobs.join()).not.toContain(site.secret);
  });

  it("gives a command exactly the words of the plan, whatever they are", async () => {
    const naughty = fc.oneof(
      fc.constantFrom(
        "",
        "-rf",
        "--output=x",
        "$(id)",
        "`id`",
        ";id",
        "|id",
        "&&",
        "\n",
        "*",
        "~",
        "'",
        '"',
        "%s",
        "{a,b}",
        "${{ x }}",
      ),
      fc
        .string({ unit: "grapheme" })
        .filter((text) => !text.includes("\0") && !/(?:workspace|output):|urn:sdetkit/.test(text)),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(naughty, { minLength: 1, maxLength: 20 }), async (words) => {
        const result = await run({ argv: ["printf", "[%s]\\n\\n", ...words], deterministic: true });
        expect(result.outputs["stdout"]).toBe(words.map((word) => `[${word}]\n\n`).join(""));
      }),
      { numRuns: 15 },
    );
  });

  it.each([
    {},
    { argv: [] },
    { argv: ["a"], cmd: "a" },
    { argv: ["a\0b"] },
    { argv: "ls -l" },
    { cmd: "ls | sh" },
    { cmd: "" },
    { argv: ["a"], outputs: ["/etc/passwd"] },
    { argv: ["a"], "working-directory": ".." },
    { argv: ["a"], shell: true },
  ])("refuses %j", (params) => {
    expect(shellRun.params.safeParse(params).success).toBe(false);
  });

  it("points at the column of what is no plain command", () => {
    const answer = shellRun.params.safeParse({ cmd: "git log > x" });
    expect(answer.error?.issues[0]?.message).toContain('Column 9: expected a plain command, found ">"');
    expect(shellRun.constant?.["cmd"]).toContain("argv:");
  });
});
