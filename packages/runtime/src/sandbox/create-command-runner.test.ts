import { execFileSync } from "node:child_process";
import fs from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Fault, type LogicalPath } from "@sdetkit/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createRedactor } from "../redact/create-redactor.ts";
import { type CommandRunnerOptions, createCommandRunner } from "./create-command-runner.ts";
import { detectSandbox } from "./detect-sandbox.ts";
import { SandboxProbe } from "./sandbox-probe.ts";
import type { CommandResult } from "./types.ts";

const RUN = "r-01ARZ3NDEKTSV4RRFFQ69G5FAV";
/** Seconds that no test waits for, told apart from those of another run of the tests. */
const LONG = `86401.${process.pid}`;
const probe = new SandboxProbe();
const support = probe.support();

let box: string;
let workspace: string;
let output: string;

const at = (path: string): LogicalPath => ({ root: "workspace", path });
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString("utf8");

interface Order {
  readonly argv: readonly string[];
  readonly cwd?: LogicalPath;
  readonly env?: { readonly [name: string]: string };
  readonly stdin?: string;
  readonly writable?: readonly LogicalPath[];
  readonly network?: boolean;
  readonly signal?: AbortSignal;
}

function runAnyhow(order: Order, options: Partial<CommandRunnerOptions> = {}): Promise<CommandResult> {
  const redactor = createRedactor({ secrets: [{ variable: "CANARY_TOKEN", value: "canary-in-output" }] });
  return createCommandRunner({ roots: { workspace, output }, sandbox: "auto", redactor, probe, ...options }).run({
    argv: order.argv,
    cwd: order.cwd ?? at(""),
    env: order.env ?? {},
    runId: RUN,
    stdin: order.stdin ?? null,
    writable: order.writable ?? [at(".sdetkit/agent/workdir")],
    network: order.network ?? false,
    signal: order.signal ?? new AbortController().signal,
  });
}

const run = runAnyhow;
const sh = (script: string, order: Partial<Order> = {}, options: Partial<CommandRunnerOptions> = {}) =>
  run({ argv: ["sh", "-c", script], ...order }, options);

async function codeOf(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(Fault);
  expect((error as Fault).message).not.toContain(box);
  return (error as Fault).code;
}

/** Answers when a process that was started with this marker in its words is gone, by asking the system's process list. */
function survivors(marker: string): string[] {
  return fs
    .readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return fs.readFileSync(`/proc/${pid}/cmdline`, "latin1").startsWith(`sleep\0${marker}`);
      } catch {
        return false;
      }
    });
}

/** An abort that comes once the command has shown, by a file it makes, that it is running. */
function abortWhen(file: string, reason?: Error): AbortSignal {
  const controller = new AbortController();
  fs.mkdirSync(join(file, ".."), { recursive: true });
  const watcher = fs.watch(join(file, ".."), () => {
    if (!fs.existsSync(file)) return;
    watcher.close();
    controller.abort(reason);
  });
  return controller.signal;
}

beforeEach(() => {
  box = fs.realpathSync(fs.mkdtempSync(join(tmpdir(), "runner-")));
  workspace = join(box, "workspace");
  output = join(workspace, ".sdetkit/agent/runs/x/output");
  fs.mkdirSync(output, { recursive: true });
  fs.mkdirSync(join(workspace, ".sdetkit/agent/workdir"));
  fs.mkdirSync(join(workspace, "src"));
  fs.writeFileSync(join(workspace, "file"), "content");
});

afterEach(() => fs.rmSync(box, { recursive: true, force: true }));

describe.each([["auto"], ["off"]] as const)("commands, sandbox: %s", (sandbox) => {
  const options = { sandbox };

  it("get their words as they are, logical ones made real at the last moment", async () => {
    const naughty = [
      "",
      " ",
      "-rf",
      "$(id)",
      "`id`",
      "; rm -rf /",
      "é\n",
      "*",
      "~",
      "a\\b",
      "--",
      "output:x",
      "the output: is",
    ];
    const result = await sh(
      'printf "%s\\0" "$@"',
      { argv: ["sh", "-c", 'printf "%s\\0" "$@"', "sh", ...naughty] },
      options,
    );
    expect(text(result.stdout).split("\0").slice(0, -1)).toEqual(naughty);
    const logical = ["output:", "output:/a/b", "--out=output:/c", "workspace:/file", "id=urn:sdetkit:run-id"];
    const real = await run({ argv: ["printf", "%s\\0", ...logical] }, options);
    expect(text(real.stdout).split("\0").slice(0, -1)).toEqual([
      output,
      `${output}/a/b`,
      `--out=${output}/c`,
      `${workspace}/file`,
      `id=${RUN}`,
    ]);
    for (const word of ["output:/../../x", "--o=workspace:/../x", "output:/a\\..\\b"])
      expect(await codeOf(run({ argv: ["true", word] }, options))).toBe("path-escapes");
  });

  it("have a clean environment, an input and a place to start in", async () => {
    process.env["SDETKIT_TEST_CANARY"] = "canary-of-the-caller";
    const result = await run({ argv: ["env"], env: { OUT: "output:/o", X: "1" } }, options).finally(
      () => delete process.env["SDETKIT_TEST_CANARY"],
    );
    const env = Object.fromEntries(
      text(result.stdout)
        .trim()
        .split("\n")
        .map((line) => line.split("=", 2)),
    );
    const ours = {
      LANG: "C.UTF-8",
      LC_ALL: "C.UTF-8",
      TZ: "UTC",
      SOURCE_DATE_EPOCH: "315532800",
      GIT_DISCOVERY_ACROSS_FILESYSTEM: "1",
      X: "1",
      OUT: `${output}/o`,
    };
    expect(env).toMatchObject(ours);
    delete env["PWD"];
    expect(Object.keys(env).sort()).toEqual([...Object.keys(ours), "HOME", "PATH", "TMPDIR"].sort());
    const place = await sh("pwd; cat; touch $HOME/x && ls $TMPDIR", { cwd: at("src"), stdin: "input" }, options);
    expect(text(place.stdout)).toBe(`${workspace}/src\ninputx\n`);
  });

  it("give their exit code, their text as it is, and no more than the cap", async () => {
    const result = await sh("echo canary-in-output; echo canary-in-output >&2; exit 7", {}, options);
    expect(result).toMatchObject({ exitCode: 7, timedOut: false, truncated: false });
    expect([text(result.stdout), text(result.stderr)]).toEqual(["canary-in-output\n", "canary-in-output\n"]);
    const long = await sh("head -c 300000 /dev/zero", {}, { ...options, maxOutput: 1000 });
    expect(long).toMatchObject({ exitCode: 0, truncated: true });
    const note = "\n[sdetkit: cut off here, 299000 more bytes were printed and not kept]\n";
    expect(text(long.stdout)).toBe(`${"\0".repeat(1000)}${note}`);
    expect(await sh("kill -SEGV $$", {}, options)).toMatchObject({ exitCode: 139 });
  });

  it("that do not exist, or cannot run, are named", async () => {
    expect(await codeOf(run({ argv: ["no-such-command"] }, options))).toBe("command-not-found");
    expect(await codeOf(run({ argv: ["./file"] }, options))).toBe("command-not-found");
    expect(await codeOf(run({ argv: [""] }, options))).toBe("command-not-found");
    fs.writeFileSync(join(workspace, "script"), "#!/no/such/interpreter\n", { mode: 0o755 });
    expect(await codeOf(run({ argv: ["./script"] }, options))).toBe("command-not-started");
    expect(await codeOf(run({ argv: ["true"], cwd: at("missing") }, options))).toBe("file-missing");
  });

  it("cannot smuggle options in through NUL or odd names", async () => {
    const smuggled = `x\0--bind\0/\0/`;
    expect(await codeOf(run({ argv: ["true", smuggled] }, options))).toBe("invalid-word");
    expect(await codeOf(run({ argv: ["true"], env: { A: smuggled } }, options))).toBe("invalid-word");
    for (const name of ["", "A=B", "A\0B", "A B", "é"])
      expect(await codeOf(run({ argv: ["true"], env: { [name]: "x" } }, options))).toBe("invalid-word");
    expect(() =>
      createCommandRunner({
        ...options,
        roots: { workspace: "/", output },
        redactor: createRedactor({ secrets: [] }),
        probe,
      }),
    ).toThrow("expected a folder as workspace");
  });

  it("leave nothing running behind them", async () => {
    const result = await sh(`sleep ${LONG} & sleep ${LONG} >/dev/null 2>&1 & echo done`, {}, options);
    expect(text(result.stdout)).toBe("done\n");
    expect(survivors(LONG)).toEqual([]);
  });

  it("end when they are told to, also those that do not want to", async () => {
    const started = join(workspace, ".sdetkit/agent/workdir/started");
    const script = `trap 'echo bye; exit 0' TERM; sleep ${LONG} & echo > ${started}; wait`;
    const polite = await sh(script, { signal: abortWhen(started) }, options);
    expect(polite).toMatchObject({ exitCode: null, timedOut: false });
    expect(text(polite.stdout)).toBe("bye\n");
    fs.rmSync(started);
    const late = new DOMException("too late", "TimeoutError");
    const stubborn = `trap '' TERM; sleep ${LONG} & echo > ${started}; while :; do wait; sleep ${LONG}; done`;
    expect(await sh(stubborn, { signal: abortWhen(started, late) }, { ...options, grace: 100 })).toMatchObject({
      exitCode: null,
      timedOut: true,
    });
    expect(survivors(LONG)).toEqual([]);
    expect(await sh(`sleep ${LONG}`, { signal: AbortSignal.abort() }, options)).toMatchObject({ exitCode: null });
    expect(survivors(LONG)).toEqual([]);
  });
});

describe("where no sandbox is", () => {
  const none = { kind: "none", why: "bubblewrap is not installed", remedy: "apt install bubblewrap" } as const;

  it("required refuses with a remedy, auto says that it went without", async () => {
    const refusal = run({ argv: ["true"] }, { sandbox: "required", probe: new SandboxProbe(none) });
    await expect(refusal).rejects.toMatchObject({
      code: "sandbox-missing",
      remedy: expect.stringContaining("apt install"),
    });
    expect(await run({ argv: ["true"] }, { sandbox: "auto", probe: new SandboxProbe(none) })).toMatchObject({
      sandbox: "none",
    });
  });

  it("is known because it is tried, not only looked for", () => {
    const fake = join(box, "bin");
    fs.mkdirSync(fake);
    fs.writeFileSync(join(fake, "bwrap"), "#!/bin/sh\necho 'No permissions to create new namespace' >&2; exit 1\n", {
      mode: 0o755,
    });
    expect(detectSandbox(fake)).toMatchObject({ kind: "none", why: expect.stringContaining("No permissions") });
    expect(detectSandbox(box)).toMatchObject({ kind: "none", why: "bubblewrap is not installed" });
  });
});

if (support.kind === "none") {
  describe("bubblewrap", () => {
    it("is not here: its confinement is NOT covered by this run of the tests", () => {
      console.warn(`\n*** The sandbox is NOT covered: ${support.why}. To cover it: ${support.remedy}\n`);
      expect(support.why).not.toBe("");
      expect(support.remedy).not.toBe("");
    });
  });
} else {
  /** As root, all of it is done once more by an ordinary user. */
  const users: readonly (readonly [string, CommandRunnerOptions["identity"]])[] =
    process.getuid?.() === 0
      ? [
          ["root", undefined],
          ["an ordinary user", { uid: 65534, gid: 65534 }],
        ]
      : [["an ordinary user", undefined]];
  describe.each(users)("bubblewrap, started by %s", (_, identity) => {
    const run = (order: Order, options: Partial<CommandRunnerOptions> = {}) => {
      if (identity) execFileSync("chown", ["-R", `${identity.uid}:${identity.gid}`, box]);
      return runAnyhow(order, { ...options, ...(identity ? { identity } : {}) });
    };
    const sh = (script: string, order: Partial<Order> = {}, options: Partial<CommandRunnerOptions> = {}) =>
      run({ argv: ["sh", "-c", script], ...order }, options);

    /** Expects a script to fail, and to have been confined when it did. */
    async function fails(script: string, order: Partial<Order> = {}): Promise<void> {
      const result = await sh(script, order);
      expect(result.sandbox).toBe("bubblewrap");
      expect(result.exitCode, `${script}: ${text(result.stdout)}`).not.toBe(0);
    }

    it("lets a command write to its output and to what is allowed, and nowhere else", async () => {
      fs.mkdirSync(join(box, "outside"));
      if (identity) fs.mkdirSync(join(workspace, "src/deep"));
      const allowed = { writable: [at("src"), at("src/deep"), at(".sdetkit/agent/workdir")] };
      const good = await sh(
        `echo a > ${output}/a && echo b > src/deep/b && echo c > .sdetkit/agent/workdir/c`,
        allowed,
      );
      expect(good).toMatchObject({ exitCode: 0, sandbox: "bubblewrap" });
      expect(fs.readFileSync(join(output, "a"), "utf8")).toBe("a\n");
      expect(fs.readFileSync(join(workspace, "src/deep/b"), "utf8")).toBe("b\n");
      for (const place of [
        "file",
        "new",
        ".sdetkit/config.yaml",
        ".sdetkit/agent/runs/x/other",
        "../outside/x",
        `${box}/x`,
      ])
        await fails(`echo x > ${place}`, allowed);
      for (const place of [
        "/x",
        "/tmp/x",
        "/run/x",
        "/var/x",
        "/etc/x",
        "/usr/x",
        "/dev/x",
        "/proc/sys/kernel/core_pattern",
      ])
        await fails(`echo x > ${place}`, allowed);
      await fails(`rm -f file`, allowed);
      expect(fs.readdirSync(box).sort()).toEqual(["outside", "workspace"]);
      expect(fs.readFileSync(join(workspace, "file"), "utf8")).toBe("content");
    });

    it("keeps .git and .sdetkit closed when the whole workspace is open", async () => {
      fs.mkdirSync(join(workspace, ".git/hooks"), { recursive: true });
      const all = { writable: [at("")] };
      expect(await sh("echo x > new && rm file", all)).toMatchObject({ exitCode: 0 });
      await fails("echo x > .git/hooks/post-commit", all);
      await fails("mv .git git", all);
      await fails("echo x > .sdetkit/config.yaml", all);
      expect(await sh("echo x > .git/x", { writable: [at(""), at(".git")] })).toMatchObject({ exitCode: 0 });
    });

    it("lets a command write to a single file, and to nothing beside it", async () => {
      const one = { writable: [at("file")] };
      expect(await sh("echo new > file", one)).toMatchObject({ exitCode: 0, sandbox: "bubblewrap" });
      expect(fs.readFileSync(join(workspace, "file"), "utf8")).toBe("new\n");
      await fails("echo x > other", one);
      await fails("rm file", one);
    });

    it("makes a folder of what is not there yet, but not of what is named as a file", async () => {
      const both = { writable: [at("v1.2"), at("CHANGELOG.md")] };
      expect(await sh("echo x > v1.2/x", both)).toMatchObject({ exitCode: 0 });
      expect(fs.existsSync(join(workspace, "CHANGELOG.md"))).toBe(false);
      await fails("echo x > CHANGELOG.md", both);
      fs.writeFileSync(join(workspace, "CHANGELOG.md"), "");
      if (identity) fs.chownSync(join(workspace, "CHANGELOG.md"), identity.uid, identity.gid);
      expect(await sh("echo x > CHANGELOG.md", both)).toMatchObject({ exitCode: 0 });
    });

    it("refuses a writable folder that is a link", async () => {
      fs.symlinkSync("/etc", join(workspace, "linked"));
      expect(await codeOf(sh("true", { writable: [at("linked")] }))).toBe("path-escapes");
      await expect(sh("true", { writable: [at("file/below")] })).rejects.toThrow("(an entry of `write`)");
    });

    it("shows of a hidden folder, in which a command works, nothing but what it works with", async () => {
      fs.writeFileSync(join(box, "secret"), "canary");
      fs.mkdirSync(join(box, "mirror"));
      fs.writeFileSync(join(box, "mirror/object"), "content");
      const base = dirname(box);
      const look = (script: string, hidden: readonly string[]) =>
        sh(script, {}, { readable: [base, join(box, "mirror")], hidden });
      expect(text((await look(`cat ${box}/secret`, [])).stdout)).toBe("canary");
      for (const hidden of [[box], [box, workspace, join(box, "mirror")], [base, box]]) {
        expect(await look(`cat ${box}/secret`, hidden)).not.toMatchObject({ exitCode: 0 });
        expect(await look(`echo x > ${box}/new`, hidden)).not.toMatchObject({ exitCode: 0 });
      }
      expect(text((await look(`ls ${box}; cat ${box}/mirror/object README*`, [box])).stdout)).toMatch(/^mirror\n/);
      expect(await look(`echo x > .sdetkit/agent/workdir/y && echo x > ${output}/z`, [box])).toMatchObject({
        exitCode: 0,
      });
    });

    it("hides keys, history, home, sockets and other people's files", async () => {
      for (const name of ["keys", "history"]) {
        fs.mkdirSync(join(workspace, ".sdetkit/agent", name));
        fs.writeFileSync(join(workspace, ".sdetkit/agent", name, "secret"), "canary");
        await fails(`cat .sdetkit/agent/${name}/secret`, { writable: [at("")] });
        await fails(`echo x > .sdetkit/agent/${name}/secret`, { writable: [at("")] });
      }
      fs.mkdirSync(join(workspace, "hidden"));
      fs.writeFileSync(join(workspace, "hidden/secret"), "canary");
      const extra = await sh("cat hidden/secret", {}, { hidden: [join(workspace, "hidden")] });
      expect(extra.exitCode).not.toBe(0);
      const alone = await sh("cat hidden/secret", {}, { hidden: [join(workspace, "hidden/secret")] });
      expect(text(alone.stdout)).toBe("");
      fs.writeFileSync(join(box, "secret"), "canary");
      await fails(`cat ${box}/secret`);
      await fails("cat /etc/shadow");
      const listing = await sh("ls /home /root /run /tmp /var /sys /mnt /srv 2>/dev/null; ls ..");
      expect(
        text(listing.stdout)
          .replace(/^\/\w+:$/gm, "")
          .trim(),
      ).toMatch(/^(?:runner-\w+\s+)?workspace$/);
    });

    it("starts once more when what it has to hide is gone by then", async () => {
      const system = process.getuid?.() === 0 && !identity;
      const others = system ? fs.mkdtempSync("/opt/sdetkit-test-") : join(workspace, "others");
      fs.mkdirSync(join(others, "keys"), { recursive: true, mode: 0o700 });
      fs.writeFileSync(join(others, "key"), "", { mode: 0o600 });
      fs.chmodSync(others, 0o755);
      const late = join(box, "late-bwrap");
      fs.writeFileSync(late, `#!/bin/sh\nrm -rf ${others}\nexec ${support.path} "$@"\n`, { mode: 0o755 });
      const hidden = [join(others, "key"), join(others, "keys")];
      try {
        expect(await sh("echo ran", {}, { hidden, probe: new SandboxProbe({ ...support, path: late }) })).toMatchObject(
          {
            exitCode: 0,
            stdout: Buffer.from("ran\n"),
          },
        );
      } finally {
        fs.rmSync(others, { recursive: true, force: true });
      }
    });

    it("keeps the caller's environment and processes out of sight", async () => {
      process.env["SDETKIT_TEST_CANARY"] = "canary-of-the-caller";
      const script = `cat /proc/[0-9]*/environ /proc/$PPID/environ | tr '\\0' '\\n'; env; ls -d /proc/[0-9]*; cat /proc/${process.pid}/environ`;
      const result = await sh(script).finally(() => delete process.env["SDETKIT_TEST_CANARY"]);
      const visible = text(result.stdout);
      expect(visible).toContain("LC_ALL=C.UTF-8");
      for (const name of ["SDETKIT_TEST_CANARY", "canary-of-the-caller", "VITEST", "npm_", "USER="])
        expect(visible).not.toContain(name);
      expect(visible.match(/^\/proc\/\d+$/gm)?.length).toBeLessThan(6);
    });

    it("does not let LD_PRELOAD of a step act outside", async () => {
      const result = await sh("echo inside", {
        env: { LD_PRELOAD: "/nonexistent.so", LD_DEBUG: "all", LD_DEBUG_OUTPUT: join(box, "ld") },
      });
      expect(result.exitCode).toBe(0);
      expect(fs.readdirSync(box)).toEqual(["workspace"]);
    });

    it("has no network, neither loopback nor names nor sockets of the host, unless allowed", async () => {
      const servers: Server[] = [];
      const listen = (target: string | { port: number; host: string }) =>
        new Promise<Server>((resolve) => {
          const server = createServer((socket) => socket.end("reached")).on("error", () => undefined);
          servers.push(server);
          server.listen(target as never, () => resolve(server));
        });
      try {
        const { port } = (await listen({ port: 0, host: "127.0.0.1" })).address() as { port: number };
        await listen(join(tmpdir(), `runner-${process.pid}.sock`));
        const connect = (to: string) =>
          `require('net').connect(${to}).on('data', (d) => { console.log(String(d)); process.exit(0) }).on('error', () => process.exit(9))`;
        const node = fs.realpathSync(process.execPath);
        const tool = { readable: [join(node, "..")], toolFolders: [join(node, "..")] };
        const reach = async (to: string, network: boolean) =>
          (await run({ argv: ["node", "-e", connect(to)], network }, tool)).exitCode;
        expect(await reach(`{host:'127.0.0.1',port:${port}}`, true)).toBe(0);
        expect(await reach(`{host:'127.0.0.1',port:${port}}`, false)).toBe(9);
        expect(await reach(`{path:'${tmpdir()}/runner-${process.pid}.sock'}`, false)).toBe(9);
        expect(await reach(`{path:'${tmpdir()}/runner-${process.pid}.sock'}`, true)).toBe(9);
        await fails("getent hosts example.org");
        expect(text((await sh("cat /proc/net/dev | tail -n +3 | cut -d: -f1")).stdout).trim()).toBe("lo");
      } finally {
        for (const server of servers) server.close();
      }
    });

    it("gives no rights: nobody, no capabilities, no new namespaces, no set-user-id files", async () => {
      const result = await sh("id -u; id -g; grep -E '^Cap|NoNewPrivs' /proc/self/status | tr -d '\\t'");
      expect(text(result.stdout).trim().split("\n")).toEqual([
        "65534",
        "65534",
        ...["Inh", "Prm", "Eff", "Bnd", "Amb"].map((set) => `Cap${set}:0000000000000000`),
        "NoNewPrivs:1",
      ]);
      await fails("unshare -U true");
      await fails("mount -t tmpfs none /tmp");
      await fails("mount -o remount,rw /proc");
      await fails("echo b > /proc/sysrq-trigger");
      await fails(`cp /bin/true ${output}/t && chmod u+s ${output}/t`);
      await fails(`chmod 2755 ${output}/t`);
      await fails(`mkfifo -m 4755 ${output}/p`);
      expect(await sh(`chmod 0700 ${output}/t && mkdir -m 0755 ${output}/d`)).toMatchObject({ exitCode: 0 });
      expect(fs.statSync(join(output, "t")).mode & 0o7777).toBe(0o700);
    });

    it("works in a folder that is closed to others", async () => {
      fs.chmodSync(box, 0o700);
      fs.chmodSync(workspace, 0o700);
      fs.chmodSync(join(workspace, "file"), 0o600);
      expect(text((await sh("cat file")).stdout)).toBe("content");
    });
  });
}
