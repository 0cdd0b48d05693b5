import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { get } from "node:https";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Listening, listen } from "./listen.ts";
import { openWorld, type World } from "./testing/open-world.ts";

const MAX_BODY = 64 * 1024;

let world: World;
let server: Listening;
let token: string;
beforeAll(async () => {
  world = await openWorld((settings) => ({
    ...settings,
    http: {
      ...settings.http,
      port: 0,
      hosts: ["agents.example.org"],
      origins: ["https://console.example.org"],
      maxBodyBytes: MAX_BODY,
      headersSeconds: 1,
      requestSeconds: 2,
      maxConnections: 40,
    },
  }));
  server = await listen(world.app, world.settings);
  token = (await world.tenant("acme")).admin;
});
afterAll(async () => {
  await server?.close(1);
  await world?.close();
});

/** Opens a connection that keeps what came. */
function dial(): Promise<Socket & { text(): string; ended: Promise<void> }> {
  return new Promise((resolve, reject) => {
    let got = "";
    const socket = connect(server.port, "127.0.0.1");
    const ended = new Promise<void>((done) => socket.on("close", () => done()));
    socket.on("data", (chunk) => {
      got += chunk;
    });
    socket.on("error", reject);
    socket.on("connect", () => resolve(Object.assign(socket, { text: () => got, ended })));
  });
}

/** Sends some bytes, and gives everything that came until the connection was ended. */
async function exchange(request: string): Promise<string> {
  const socket = await dial();
  socket.write(request);
  await Promise.race([socket.ended, sleep(8_000)]);
  socket.destroy();
  return socket.text();
}

const statusOf = (text: string) => Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1]);
const bodyOf = (text: string) => JSON.parse(text.slice(text.indexOf("\r\n\r\n") + 4));
const line = (path: string, headers: string, method = "GET") =>
  `${method} ${path} HTTP/1.1\r\n${headers}Connection: close\r\n\r\n`;
const own = () => `Host: 127.0.0.1:${server.port}\r\n`;

describe("hosts and origins", () => {
  it.each([
    ["Host: evil.example\r\n", 421, "unknown-host"],
    ["Host: agents.example.org.evil.example\r\n", 421, "unknown-host"],
    ["Host: 192.0.2.7\r\n", 421, "unknown-host"],
  ])("refuses %j", async (headers, status, code) => {
    for (const path of ["/api/v1/runs", "/channels/slack/x", "/metrics", "/nothing"]) {
      const text = await exchange(line(path, headers, path.startsWith("/channels") ? "POST" : "GET"));
      expect([path, statusOf(text)]).toEqual([path, status]);
      expect(bodyOf(text)).toMatchObject({ code });
    }
  });

  it("refuses a request line that names another host than the Host header", async () => {
    const text = await exchange(line(`http://evil.example/api/v1/runs`, own()));
    expect(statusOf(text)).toBe(421);
  });

  it("refuses two Host headers wherever they lead, the same twice as well", async () => {
    for (const path of ["/api/v1/openapi.json", "/channels/slack/x", "/healthz"]) {
      for (const second of [own(), "hOST: evil.example\r\n"]) {
        const text = await exchange(line(path, `${own()}X-Other: host\r\n${second}`));
        expect([path, statusOf(text)]).toEqual([path, 400]);
        expect(bodyOf(text)).toMatchObject({ code: "malformed-request" });
      }
    }
    expect(statusOf(await exchange(line("/healthz", `${own()}X-Other: host\r\n`)))).toBe(200);
  });

  it("refuses paths that lead elsewhere than they say, at every door, before anything is routed", async () => {
    for (const [path, method] of [
      ["/channels/../metrics", "GET"],
      ["/channels/%2e%2e/metrics", "GET"],
      ["/channels/..%2fmetrics", "GET"],
      ["/channels/..\\metrics", "GET"],
      ["/channels//webhook/x", "POST"],
      ["//metrics", "GET"],
      ["/channels/../healthz", "GET"],
      ["/api/v1/%2e%2e/%2e%2e/channels/webhook/x", "POST"],
      [`http://127.0.0.1:${server.port}/channels/../metrics`, "GET"],
    ] as const) {
      const text = await exchange(line(path, own(), method));
      expect([path, statusOf(text)]).toEqual([path, 400]);
      expect(bodyOf(text)).toMatchObject({ code: "malformed-request" });
    }
    expect(statusOf(await exchange(line("/metrics?from=/../x", own())))).toBe(200);
  });

  it("answers names that it is known by, and health to whoever knows its address", async () => {
    for (const host of ["localhost", "LOCALHOST:80", "agents.example.org", "[::1]"]) {
      expect([host, statusOf(await exchange(line("/api/v1/openapi.json", `Host: ${host}\r\n`)))]).toEqual([host, 200]);
    }
    expect(statusOf(await exchange(line("/healthz", "Host: 10.0.0.1\r\n")))).toBe(200);
  });

  it("refuses foreign origins, and lets those that are named read", async () => {
    const asked = (origin: string) => line("/api/v1/openapi.json", `${own()}Origin: ${origin}\r\n`);
    for (const origin of ["https://evil.example", "null", "https://console.example.org.evil.example"]) {
      expect([origin, statusOf(await exchange(asked(origin)))]).toEqual([origin, 403]);
    }
    expect(statusOf(await exchange(asked(`http://127.0.0.1:${server.port}`)))).toBe(200);
    const preflight = `${own()}Origin: https://console.example.org\r\nAccess-Control-Request-Method: POST\r\n`;
    const allowed = await exchange(line("/api/v1/runs", preflight, "OPTIONS"));
    expect(statusOf(allowed)).toBe(204);
    expect(allowed.toLowerCase()).toContain("access-control-allow-origin: https://console.example.org");
    expect(allowed.toLowerCase()).not.toContain("access-control-allow-credentials");
  });
});

describe("bodies", () => {
  const head = (more: string) =>
    `POST /api/v1/runs HTTP/1.1\r\n${own()}Authorization: Bearer ${token}\r\nContent-Type: application/json\r\n${more}\r\n`;

  it("refuses what says that it has 200 MB without reading it", async () => {
    const text = await exchange(head(`Content-Length: ${200 * 1024 ** 2}\r\n`));
    expect(statusOf(text)).toBe(413);
    expect(bodyOf(text)).toMatchObject({ code: "body-too-large" });
  });

  it.each(["/api/v1/runs", "/channels/webhook/nothing"])("stops reading what becomes too long: %s", async (path) => {
    const socket = await dial();
    const before = process.memoryUsage().rss;
    let reset = false;
    socket.on("error", () => {
      reset = true;
    });
    socket.write(head("Transfer-Encoding: chunked\r\n").replace("/api/v1/runs", path));
    const chunk = `10000\r\n${"x".repeat(0x10000)}\r\n`;
    let sent = 0;
    while (!socket.destroyed && sent < 200 * 1024 ** 2 && statusOf(socket.text()) !== 413) {
      sent += chunk.length;
      if (!socket.write(chunk))
        await Promise.race([new Promise((drained) => socket.once("drain", drained)), socket.ended]);
      await sleep(0);
    }
    // Whoever goes on sending may lose the answer to the end of the connection (RFC 9112, 9.6).
    if (!reset) expect(statusOf(socket.text())).toBe(413);
    expect(sent).toBeLessThan(100 * 1024 ** 2);
    expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 ** 2);
    socket.destroy();
  });

  it("refuses JSON as deep as the body may be long", async () => {
    const body = "[".repeat(MAX_BODY);
    const text = await exchange(`${head(`Content-Length: ${body.length}\r\nConnection: close\r\n`)}${body}`);
    expect(statusOf(text)).toBe(400);
    expect(bodyOf(text)).toMatchObject({ code: "too-deep" });
  });
});

describe("clients that take their time", () => {
  it("ends headers and bodies that do not come, while others are answered", async () => {
    const slow = await Promise.all(Array.from({ length: 20 }, dial));
    for (const socket of slow) socket.on("error", () => undefined);
    const drip = setInterval(() => {
      for (const socket of slow) if (socket.writable) socket.write("X-Slow: 1\r\n");
    }, 200);
    for (const socket of slow) socket.write(`GET /api/v1/runs HTTP/1.1\r\n${own()}`);
    const body = await dial();
    body.on("error", () => undefined);
    body.write(`POST /api/v1/runs HTTP/1.1\r\n${own()}Authorization: Bearer ${token}\r\n`);
    body.write('Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{"a"');
    const response = await fetch(`${server.url}/api/v1/tenant`, { headers: { authorization: `Bearer ${token}` } });
    expect(response.status).toBe(200);
    await Promise.all([...slow, body].map(({ ended }) => ended));
    clearInterval(drip);
    for (const socket of [...slow, body]) expect(statusOf(socket.text())).toBe(408);
  });

  it("answers what is no HTTP, and too many headers, with a problem", async () => {
    const garbage = await exchange("\u0016\u0003\u0001 nonsense\r\n\r\n");
    expect(statusOf(garbage)).toBe(400);
    expect(bodyOf(garbage)).toMatchObject({ code: "malformed-request" });
    const many = await exchange(line("/healthz", `${own()}X-Long: ${"x".repeat(20_000)}\r\n`));
    expect(statusOf(many)).toBe(431);
    expect(statusOf(await exchange("GET /healthz HTTP/1.1\r\n\r\n"))).toBe(400);
  });

  it("takes no more connections than it may", async () => {
    const many = await Promise.all(Array.from({ length: 60 }, () => dial().catch(() => null)));
    expect(await server.connections()).toBeLessThanOrEqual(40);
    for (const socket of many) socket?.destroy();
    await expect.poll(() => server.connections()).toBeLessThan(5);
  });
});

describe("TLS", () => {
  it("is served when configured, from version 1.2 on, and a plain request gets nothing", async () => {
    const [cert, key] = [join(world.folder, "cert.pem"), join(world.folder, "key.pem")];
    const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"];
    const made = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"];
    execFileSync("openssl", [...made, ...subject, "-keyout", key, "-out", cert], { stdio: "ignore" });
    const secure = await listen(world.app, { http: { ...world.settings.http, tls: { cert, key } } });
    const answer = await new Promise<string>((resolve, reject) => {
      const options = { ca: readFileSync(cert), agent: false };
      get(`${secure.url}/healthz`, options, (response) => {
        response.setEncoding("utf8").on("data", resolve);
      }).on("error", reject);
    });
    expect([secure.url.startsWith("https://"), answer]).toEqual([true, '{"ok":true}']);
    await expect(fetch(`http://127.0.0.1:${secure.port}/healthz`)).rejects.toThrow();
    await secure.close(1);
  });

  it.each([
    ["missing.pem", /expected .*missing\.pem to be readable, it is not/],
    ["text.pem", /expected a certificate and an unencrypted private key/],
  ])("says what is wrong with its files, as the doctor does: %s", async (name, message) => {
    writeFileSync(join(world.folder, "text.pem"), "no certificate");
    const path = join(world.folder, name);
    const settings = { http: { ...world.settings.http, tls: { cert: path, key: path } } };
    await expect(listen(world.app, settings)).rejects.toMatchObject({
      code: "tls-unusable",
      exit: 2,
      message: expect.stringMatching(message),
    });
  });
});

it("says in a sentence that another program has the port", async () => {
  const settings = { ...world.settings, http: { ...world.settings.http, port: server.port } };
  await expect(listen(world.app, settings)).rejects.toMatchObject({
    code: "port-taken",
    message: `expected to listen on 127.0.0.1:${server.port}, another program does`,
  });
});

describe("closing", () => {
  it("lets what is being answered finish, and ends idle connections and streams", async () => {
    const other = await listen(world.app, world.settings);
    const operator = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const started = await fetch(`${other.url}/api/v1/runs`, {
      method: "POST",
      headers: operator,
      body: JSON.stringify({ workspace: "shop", task: "template:repo-health-audit" }),
    });
    const { run } = (await started.json()) as { run: string };
    const stream = await fetch(`${other.url}/api/v1/runs/${run}/events`, { headers: operator });
    expect(stream.headers.get("content-type")).toBe("text/event-stream");
    const reading = stream.text();
    await other.close(5);
    expect(await reading).toContain("event: planned");
    await expect(fetch(`${other.url}/healthz`)).rejects.toThrow();
  });
});
