import { execFileSync, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { request } from "node:https";
import { type AddressInfo, createServer as createSocket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const read = (path: string) => readFileSync(join(root, path), "utf8");
let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(realpathSync(tmpdir()), "deploy-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Where a program is; says loudly what is not covered where there is none. */
function program(name: string): string | null {
  const places = `${process.env.PATH}:/usr/sbin:/sbin`.split(":").map((each) => join(each, name));
  const found = places.find((each) => existsSync(each)) ?? null;
  if (found === null) console.warn(`\n!! NOT COVERED: what we ship for ${name} was not tried: ${name} is not here\n`);
  return found;
}

function run(file: string, ...args: string[]): { code: number | null; said: string } {
  const env = { PATH: `${process.env.PATH}:/usr/sbin`, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder };
  const { status, stdout, stderr } = spawnSync(file, args, { encoding: "utf8", env });
  return { code: status, said: `${stdout}${stderr}` };
}

/** The first block of this language in the page about the network. */
function example(language: string): string {
  return new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``).exec(
    read("docs/guide/network-boundary.md"),
  )?.[1] as string;
}

function certificate(): void {
  mkdirSync(join(folder, "tls"), { recursive: true });
  const out = ["-keyout", join(folder, "tls/key.pem"), "-out", join(folder, "tls/cert.pem")];
  const key = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  execFileSync("openssl", [...key, "-subj", "/CN=sdetkit.example.org", "-days", "2", ...out], { stdio: "ignore" });
}

test("the Caddyfile of the guide is one", () => {
  const caddy = program("caddy");
  if (caddy === null) return;
  const file = join(folder, "Caddyfile");
  writeFileSync(file, example("caddyfile"));
  const { code, said } = run(caddy, "validate", "--adapter", "caddyfile", "--config", file);
  expect(said).toContain("Valid configuration");
  expect(code).toBe(0);
});

async function freePort(): Promise<number> {
  const socket = createSocket();
  await new Promise<void>((listening) => socket.listen(0, "127.0.0.1", listening));
  const { port } = socket.address() as AddressInfo;
  await new Promise((closed) => socket.close(closed));
  return port;
}

test.each([
  ["of the guide", () => example("nginx")],
  ["of the compose file", () => read("deploy/docker/nginx.conf")],
])(
  "nginx %s lets deliveries in, and the API from inside alone",
  async (_what, text) => {
    const nginx = program("nginx");
    if (nginx === null) return;
    certificate();
    const asked: string[] = [];
    const server = createServer(({ url, headers }, response) => {
      asked.push(`${url} ${headers.host} ${headers["x-forwarded-for"]}`);
      response.end("fine");
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    onTestFinished(() => void server.close());
    const behind = (server.address() as AddressInfo).port;

    /** Status codes of the three paths, asked from 127.0.0.1, when the inside is this network. */
    async function statuses(inside: string): Promise<number[]> {
      const port = await freePort();
      const site = text()
        .replaceAll("443 ssl", `127.0.0.1:${port} ssl`)
        .replaceAll("/etc/nginx/tls/", `${folder}/tls/`)
        .replaceAll(/http:\/\/(?:127\.0\.0\.1|sdetkit):8787/g, `http://127.0.0.1:${behind}`)
        .replaceAll("10.0.0.0/8", inside);
      const bodies = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
      const temporary = bodies.map((each) => `${each}_temp_path ${folder}/${each};`).join("\n");
      const file = join(folder, "nginx.conf");
      const user = process.getuid?.() === 0 ? "user root;" : "";
      writeFileSync(
        file,
        `${user}\npid ${folder}/nginx.pid;\nerror_log stderr;\ndaemon off;\nevents {}\nhttp {\naccess_log off;\n${temporary}\n${site}\n}\n`,
      );
      expect(run(nginx as string, "-t", "-c", file)).toMatchObject({ code: 0 });
      const child = spawn(nginx as string, ["-c", file], { stdio: "ignore" });
      try {
        await expect.poll(() => ask(port, "/").catch(() => 0), { timeout: 10_000 }).toBe(404);
        return await Promise.all(["/channels/x", "/api/v1/x", "/metrics"].map((path) => ask(port, path)));
      } finally {
        const over = new Promise((ended) => child.once("exit", ended));
        child.kill("SIGTERM");
        await over;
      }
    }

    expect(await statuses("10.0.0.0/8")).toEqual([200, 403, 404]);
    expect(await statuses("127.0.0.0/8")).toEqual([200, 200, 404]);
    expect(new Set(asked)).toEqual(
      new Set(["/channels/x sdetkit.example.org 127.0.0.1", "/api/v1/x sdetkit.example.org 127.0.0.1"]),
    );
  },
  60_000,
);

function ask(port: number, path: string): Promise<number> {
  const headers = { host: "sdetkit.example.org", "x-forwarded-for": "6.6.6.6" };
  const options = { host: "127.0.0.1", port, path, headers, rejectUnauthorized: false, agent: false };
  return new Promise((resolve, reject) => {
    const asking = request(options, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    asking.on("error", reject);
    asking.end();
  });
}

test("the compose file is one, with limits, and the guide names every file that it needs", () => {
  const compose = program("docker-compose");
  const text = read("deploy/docker/compose.yaml");
  for (const [, file = ""] of text.matchAll(/- \.\/([\w./-]+):/g))
    if (!existsSync(join(root, "deploy/docker", file)))
      expect(read("docs/guide/server.md")).toContain(`deploy/docker/${file}/`);
  if (compose === null) return;
  const { code, said } = run(compose, "-f", join(root, "deploy/docker/compose.yaml"), "config");
  expect(said).toMatch(/mem_limit: [\s\S]*pids_limit: 8192/);
  expect(code).toBe(0);
});

test("the systemd unit is one: limits, a cgroup to divide, a reload, and places to write", () => {
  const unit = read("deploy/systemd/sdetkit.service");
  for (const key of ["ReadWritePaths", "MemoryMax", "TasksMax", "Delegate", "ExecReload"])
    expect(unit).toMatch(new RegExp(`^${key}=`, "m"));
  // What is delegated would be read-only.
  expect(unit).not.toMatch(/^ProtectControlGroups=/m);
  const analyze = program("systemd-analyze");
  if (analyze === null) return;
  // The program and its user are not installed here.
  const file = join(folder, "sdetkit.service");
  writeFileSync(file, unit.replace(/^ExecStart=\S+/m, "ExecStart=/bin/true"));
  const { said } = run(analyze, "verify", file);
  expect(said.split("\n").filter((line) => line.includes("sdetkit.service"))).toEqual([]);
});
