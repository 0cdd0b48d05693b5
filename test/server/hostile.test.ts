import { createHmac, randomBytes } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { slack } from "../../packages/channel-adapters/src/slack/slack-kind.ts";
import { telegram } from "../../packages/channel-adapters/src/telegram/telegram-kind.ts";
import type { ChannelAccount } from "../../packages/channel-adapters/src/types.ts";
import { newTokenText } from "../../packages/server/src/control/access/token-text.ts";
import { endProcesses } from "../harness/processes.ts";
import { size } from "../harness/size.ts";
import { keptFolder, put } from "../harness/workspace.ts";
import { until } from "./harness/api.ts";
import { chatTemplates } from "./harness/chat.ts";
import { PLENTY, type Team, team, worldOf } from "./harness/cluster.ts";
import { type Served, serve } from "./harness/server.ts";

const MANY = size("SDETKIT_STRANGERS", 500);
const IDLE = size("SDETKIT_IDLE_CONNECTIONS", 600);
const MOST_CONNECTIONS = Math.floor((IDLE * 2) / 3);
const MIB = 1024 ** 2;
/** What an attack may cost at most, whatever it sends. */
const GROWTH = 192 * MIB;

const secrets = {
  hook: { bearerSecret: "a-secret-of-programs-0123456789" },
  slack: { signingSecret: "0a1b2c3d4e5f60718293a4b5c6d7e8f9", botToken: `xoxb${"-"}4242-hostile` },
  telegram: { botToken: "4242:hostile-token-of-telegram", webhookSecret: "hostile_webhook_secret" },
};

let served: Served;
let acme: Team;
const paths = new Map<string, string>();

const folder = keptFolder();
afterAll(() => endProcesses(folder));
beforeAll(async () => {
  const settings = {
    http: { headers_seconds: 2, request_seconds: 3, max_connections: MOST_CONNECTIONS },
    runs: { sandbox: "auto" },
    quotas: { ...PLENTY, runs_per_day: 1_000_000 },
    limits: { user: PLENTY, channel: PLENTY, anonymous: PLENTY },
    channels: { simulate: ["slack", "telegram"] },
    log: { level: "error" },
  };
  put(folder, ".sdetkit/server.yaml", JSON.stringify(settings));
  served = await serve(folder, { kept: true });
  acme = await team(worldOf(served, folder), "acme", (root) => {
    chatTemplates(root);
    // Nothing that compresses: an export of it is long.
    put(root, "large.bin", randomBytes(24 * MIB));
  });
  const add = async (name: string, kind: string, more: object) =>
    paths.set(name, (await acme.admin.ask("POST", "/channels", { name, kind, settings: {}, ...more })).path);
  await add("hook", "webhook", { settings: { workspace: "main", task: "template:quick" }, secrets: secrets.hook });
  await add("slack", "slack", { secrets: secrets.slack });
  await add("telegram", "telegram", { secrets: secrets.telegram });
}, 120_000);

const port = () => Number(new URL(served.url).port);
const host = () => `Host: 127.0.0.1:${port()}\r\n`;
const bearer = () => `Authorization: Bearer ${acme.tokens.admin}\r\n`;

interface Line extends Socket {
  text(): string;
  readonly ended: Promise<void>;
}

/** Opens a connection that keeps what came. `deaf`: never reads. */
function dial({ deaf = false } = {}): Promise<Line> {
  return new Promise((resolve, reject) => {
    let got = "";
    const socket = connect(port(), "127.0.0.1");
    const ended = new Promise<void>((done) => socket.on("close", () => done()));
    if (deaf) socket.pause();
    else
      socket.setEncoding("latin1").on("data", (chunk) => {
        if (got.length < 8 * MIB) got += chunk;
      });
    socket.on("error", reject);
    socket.on("connect", () => resolve(Object.assign(socket, { text: () => got, ended })));
  });
}

/** Sends bytes and gives all that came until the connection was ended, by the server or after a while. */
async function exchange(request: string | Buffer, seconds = 8): Promise<string> {
  const socket = await dial();
  socket.write(request);
  const timer = sleep(seconds * 1000, undefined, { ref: false });
  await Promise.race([socket.ended, timer]);
  socket.destroy();
  return socket.text();
}

const statuses = (text: string) => [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status));
const get = (path: string, headers = "", method = "GET") =>
  `${method} ${path} HTTP/1.1\r\n${host()}Connection: close\r\n${headers}\r\n`;
const post = (path: string, body: string | Buffer, headers = "", type = "application/json") =>
  Buffer.concat([
    Buffer.from(
      `POST ${path} HTTP/1.1\r\n${host()}Connection: close\r\nContent-Type: ${type}\r\n${headers}Content-Length: ${body.length}\r\n\r\n`,
    ),
    Buffer.from(body),
  ]);

/** Bytes of memory that the server's process has, and that nobody else could use. */
function memory(): number {
  const kib = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${served.child.pid}/status`, "utf8"))?.[1];
  return Number(kib) * 1024;
}

/** Somebody who means well, in a thread of their own: `lap` answers how long their requests took since the last one, sorted. */
function meanWell(): { lap(): Promise<readonly number[]>; end(): Promise<unknown> } {
  const asked = { url: `${served.url}/api/v1/runs?limit=1`, token: acme.tokens.operator };
  const thread = new Worker(new URL("harness/mean-well.ts", import.meta.url), { workerData: asked });
  const lap = async () => {
    thread.postMessage("lap");
    const [times] = await once(thread, "message");
    return times;
  };
  return { lap, end: () => thread.terminate() };
}

const at = (sorted: readonly number[], part: number) => sorted[Math.floor((sorted.length - 1) * part)] as number;

/** Attacks while somebody means well: all that they ask is answered, and the server's memory is bounded. */
async function under(what: string, attack: () => Promise<unknown>): Promise<void> {
  const good = meanWell();
  // The first ones warm up.
  await good.lap();
  const alone = await good.lap();
  const before = memory();
  let most = before;
  const watch = setInterval(() => {
    most = Math.max(most, memory());
  }, 20);
  const beside = await attack()
    .then(good.lap)
    .finally(() => {
      clearInterval(watch);
      return good.end();
    });
  most = Math.max(most, memory());
  const [p50, p99] = [0.5, 0.99].map((part) => `${at(alone, part).toFixed(1)} → ${at(beside, part).toFixed(1)} ms`);
  const ratio = (at(beside, 0.99) / at(alone, 0.99)).toFixed(1);
  console.log(
    `${what}: p50 ${p50}, p99 ${p99} (× ${ratio}) in ${beside.length} requests; memory ${Math.round(before / MIB)} → ${Math.round(most / MIB)} MiB`,
  );
  expect(most - before, what).toBeLessThan(GROWTH);
  expect(served.child.exitCode).toBeNull();
}

describe("what is no plain request", () => {
  const body = "0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n";
  const raw =
    (head: string, rest = "") =>
    () =>
      `POST /api/v1/runs HTTP/1.1\r\n${host()}${bearer()}${head}\r\n${rest}`;
  test.each<[string, () => string | Buffer, readonly number[]]>([
    ["HTTP/0.9", () => "GET /healthz\r\n\r\n", [400]],
    ["HTTP/2 without asking", () => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", [400]],
    ["both lengths", raw(`Transfer-Encoding: chunked\r\nContent-Length: ${body.length}\r\n`, body), [400]],
    ["two lengths", raw("Content-Length: 5\r\nContent-Length: 6\r\n", "hello!"), [400]],
    ["a length that is none", raw("Content-Length: +5\r\n", "hello"), [400]],
    ["a length below zero", raw("Content-Length: -1\r\n", ""), [400]],
    ["an encoding twice", raw("Transfer-Encoding: chunked, identity\r\n", body), [400]],
    ["an encoding that nobody knows", raw("Transfer-Encoding: xchunked\r\n", body), [400]],
    ["a blank before the colon", raw("Transfer-Encoding : chunked\r\n", body), [400]],
    ["a folded header", raw("X-A: b\r\n Transfer-Encoding: chunked\r\n", body), [400, 415]],
    ["bare line feeds", () => `GET /healthz HTTP/1.1\n${host().trim()}\n\n`, [400]],
    [
      "a chunk with no size",
      raw("Transfer-Encoding: chunked\r\nContent-Type: application/json\r\n", "zz\r\n{}"),
      [400],
    ],
    ["NUL in a header", () => get("/healthz", "X-A: a\0b\r\n"), [400]],
    ["a tunnel", () => get("evil.example:443", "", "CONNECT"), []],
    ["another protocol", () => get("/healthz", "Connection: upgrade\r\nUpgrade: websocket\r\n"), [200]],
    ["an unknown expectation", () => post("/api/v1/runs", "{}", `${bearer()}Expect: 200-maybe\r\n`), [417]],
    ["headers without end", () => get("/healthz", "X-A: b\r\n".repeat(4_000)), [431]],
    ["a target without end", () => get(`/${"a".repeat(20_000)}`), [431]],
  ])("%s", async (_, request, expected) => {
    const text = await exchange(request());
    if (expected.length === 0) expect(text).toBe("");
    else expect(expected, text.slice(0, 300)).toContain(statuses(text)[0]);
    expect(statuses(text), "one answer, and nothing that was smuggled").toHaveLength(Math.min(1, expected.length));
  });

  test("a body where none belongs is not the next request", async () => {
    const inner = get("/smuggled");
    const text = await exchange(get("/healthz", `Content-Length: ${inner.length}\r\n`) + inner);
    expect(statuses(text)).toEqual([200]);
  });

  test.each([
    "/api/v1/../../etc/passwd",
    "/%2e%2e/%2e%2e/etc/passwd",
    "/api/v1/runs/%2e%2e%2f%2e%2e",
    "/api/v1/runs/%00",
    "/api/v1/runs/%zz",
    "/api/v1/runs/%c0%ae",
    "/api/v1/runs/r-1/blobs/..%2f..%2fkeys",
    "/api/v1/templates/..%2f..%2fx",
    "/api/v1/workspaces/%2e%2e/sync",
    "//evil.example/x",
    "/\\evil.example",
    "/api/v1/runs?limit=1&limit=2",
    "/api/v1/runs?cursor=%00",
    "/api/v1/runs?limit=99999999999999999999",
    "/api/v1/runs?cursor=eyJhIjoxfQ",
    "/channels/../metrics",
    "/channels/webhook/%2e%2e",
    "*",
    "?",
    "http://",
  ])("a path that leads nowhere: %s", async (path) => {
    for (const method of ["GET", "POST", "OPTIONS", "TRACE", "DELETE"]) {
      const text = await exchange(get(path, bearer(), method));
      const [status] = statuses(text);
      expect([400, 401, 404, 405, 415, 421, 204, 200].includes(status ?? 0), `${method} ${text.slice(0, 200)}`).toBe(
        true,
      );
      expect(text).not.toContain("root:");
    }
  });

  test("HEAD tells as much as GET and has no body; TRACE and the like are not allowed", async () => {
    const text = await exchange(get("/api/v1/runs", bearer(), "HEAD"));
    expect([statuses(text), text.slice(text.indexOf("\r\n\r\n"))]).toEqual([[200], "\r\n\r\n"]);
    for (const method of ["TRACE", "PROPFIND", "PUT"])
      expect([method, statuses(await exchange(get("/api/v1/runs", bearer(), method)))]).toEqual([method, [405]]);
  });
});

const BODIES: readonly [string, () => Buffer][] = [
  ["10⁶ brackets", () => Buffer.from("[".repeat(1_000_000))],
  ["10⁵ objects in each other", () => Buffer.from(`${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`)],
  ["a number of 10⁵ digits", () => Buffer.from(`{"workspace":${"9".repeat(100_000)}}`)],
  ["a number beyond all", () => Buffer.from('{"workspace":1e400}')],
  ["a text of 900 kB", () => Buffer.from(JSON.stringify({ task: "x".repeat(900_000) }))],
  ["a key of 900 kB", () => Buffer.from(JSON.stringify({ ["k".repeat(900_000)]: 1 }))],
  ["10⁵ keys", () => Buffer.from(`{${Array.from({ length: 80_000 }, (_, n) => `"${n}":0`).join()}}`)],
  ["__proto__", () => Buffer.from('{"__proto__":{"workspace":"main"},"constructor":{"prototype":{"x":1}}}')],
  ["the same key twice", () => Buffer.from('{"workspace":"a","workspace":{"b":1}}')],
  ["bytes that are no UTF-8", () => Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])],
  ["half a character", () => Buffer.from('{"workspace":"\\ud800","task":"\\u0000"}')],
  ["a byte order mark", () => Buffer.from("\ufeff[1]")],
  ["nothing", () => Buffer.alloc(0)],
  ["half an object", () => Buffer.from('{"workspace":')],
  ["no object", () => Buffer.from('"text"')],
  ["a bomb", () => gzipSync(Buffer.alloc(512 * MIB))],
];

describe("a body", () => {
  test.each(BODIES)("%s, for the API", async (_, make) => {
    const text = await exchange(post("/api/v1/runs", make(), bearer()));
    expect([400, 422], text.slice(0, 300)).toContain(statuses(text)[0]);
    expect(text.length, "short, whatever came").toBeLessThan(20_000);
    expect(text).toContain("application/problem+json");
  });

  test.each([
    "text/plain",
    "application/json; charset=utf-16",
    "multipart/form-data; boundary=x",
    "application/jsonx",
    "",
  ])("of the type %j is not read", async (type) => {
    expect(statuses(await exchange(post("/api/v1/runs", "{}", bearer(), type)))).toEqual([415]);
  });

  test.each(["gzip", "br", "deflate", "gzip, gzip"])("in %s is not unpacked", async (encoding) => {
    const bomb = gzipSync(Buffer.alloc(256 * MIB));
    await under(`a bomb in ${encoding}`, async () => {
      for (let n = 0; n < 5; n += 1) {
        const text = await exchange(post("/api/v1/runs", bomb, `${bearer()}Content-Encoding: ${encoding}\r\n`));
        expect(statuses(text)).toEqual([415]);
      }
    });
  });

  const proofs: readonly [string, (body: Buffer) => string][] = [
    ["hook", () => `Authorization: Bearer ${secrets.hook.bearerSecret}\r\n`],
    [
      "slack",
      (body) => {
        const time = Math.floor(Date.now() / 1000);
        const signed = createHmac("sha256", secrets.slack.signingSecret).update(`v0:${time}:`).update(body);
        return `X-Slack-Request-Timestamp: ${time}\r\nX-Slack-Signature: v0=${signed.digest("hex")}\r\n`;
      },
    ],
    ["telegram", () => `X-Telegram-Bot-Api-Secret-Token: ${secrets.telegram.webhookSecret}\r\n`],
  ];
  test.each(proofs)(
    "with the right proof, for %s: taken or refused, and whatever is taken can be processed",
    async (name, prove) => {
      const path = paths.get(name) as string;
      const others = ["text/plain", "application/x-www-form-urlencoded", "application/json; charset=utf-16"];
      for (const [what, make] of BODIES) {
        const body = make();
        for (const type of ["application/json", ...(body.length < 1_000 ? others : [])]) {
          const text = await exchange(post(path, body, prove(body), type));
          expect([200, 400, 415], `${name} ${what} ${type} ${text.slice(0, 200)}`).toContain(statuses(text)[0]);
        }
      }
      const long = Buffer.alloc(2 * MIB, 0x20);
      expect(statuses(await exchange(post(path, long, prove(long))))[0]).toBe(413);
      const foreign = post(path, "{}", `${prove(Buffer.from("{}"))}Origin: https://evil.example\r\n`);
      expect(statuses(await exchange(foreign))).toEqual([403]);
      const without = await exchange(post(path, "{}"));
      expect(statuses(without)).toEqual([401]);
      expect(without.split("\r\n\r\n")[1], "no more than the status").toMatch(/^0?$/);
      await settled();
    },
  );
});

/** Whatever was taken in is processed. */
async function settled(): Promise<void> {
  const depth = async () => {
    const text = await (await fetch(`${served.url}/metrics`)).text();
    return Number(/^sdetkit_inbox_depth (\d+)/m.exec(text)?.[1]);
  };
  await until(depth, (left) => left === 0, 120 + MANY / 10);
}

describe("beside others", () => {
  const chunked = (path: string) =>
    `POST ${path} HTTP/1.1\r\n${host()}${bearer()}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`;

  test("slow headers and slow bodies are ended in time", async () => {
    await under("slowloris", async () => {
      const lines = await Promise.all(Array.from({ length: 200 }, () => dial()));
      for (const [n, line] of lines.entries()) {
        line.on("error", () => undefined);
        line.write(n % 2 === 0 ? `GET /api/v1/runs HTTP/1.1\r\n${host()}` : chunked("/api/v1/runs"));
      }
      const drip = setInterval(() => {
        for (const [n, line] of lines.entries())
          if (line.writable) line.write(n % 2 === 0 ? "X-A: b\r\n" : "1\r\n \r\n");
      }, 300);
      await Promise.all(lines.map(({ ended }) => ended));
      clearInterval(drip);
      for (const line of lines) expect(statuses(line.text())).toEqual([408]);
    });
  }, 60_000);

  test("who does not read costs no memory: progress of runs, exports", async () => {
    const { run } = await acme.operator.ask("POST", "/runs", { workspace: "main", task: "template:careful" });
    await under("deaf clients", async () => {
      const lines = await Promise.all(Array.from({ length: 120 }, () => dial({ deaf: true })));
      for (const [n, line] of lines.entries()) {
        line.on("error", () => undefined);
        const path = n % 20 === 0 ? "/api/v1/tenant/export" : `/api/v1/runs/${run}/events`;
        line.write(`GET ${path} HTTP/1.1\r\n${host()}${bearer()}\r\n`);
      }
      await sleep(5_000);
      for (const line of lines) line.destroy();
    });
    await acme.operator.ask("POST", `/runs/${run}/cancel`);
  }, 60_000);

  test("200 MB are not read, whether they are announced or not", async () => {
    await under("200 MB", async () => {
      const announced = await exchange(
        `POST /api/v1/runs HTTP/1.1\r\n${host()}${bearer()}Content-Type: application/json\r\nContent-Length: ${200 * MIB}\r\n\r\n`,
      );
      expect(statuses(announced)).toEqual([413]);
      const pours = ["/api/v1/runs", ...paths.values()].map(async (path) => {
        const line = await dial();
        line.on("error", () => undefined);
        line.write(chunked(path));
        const chunk = `10000\r\n${" ".repeat(0x10000)}\r\n`;
        let sent = 0;
        while (!line.destroyed && sent < 200 * MIB && statuses(line.text()).length === 0) {
          sent += chunk.length;
          if (!line.write(chunk)) await Promise.race([new Promise((done) => line.once("drain", done)), line.ended]);
          await sleep(0);
        }
        line.destroy();
        expect([path, statuses(line.text())]).toEqual([path, [413]]);
        expect(sent).toBeLessThan(100 * MIB);
      });
      await Promise.all(pours);
    });
  }, 60_000);

  test("extensions of chunks, and requests without waiting for answers", async () => {
    await under("chunk extensions and pipelines", async () => {
      const extended = await dial();
      extended.on("error", () => undefined);
      extended.write(chunked("/api/v1/runs"));
      for (let n = 0; n < 40 && !extended.destroyed; n += 1) {
        extended.write(`${n === 0 ? "2;a=" : ""}${"e".repeat(MIB)}`);
        await sleep(5);
      }
      await Promise.race([extended.ended, sleep(5_000)]);
      expect([400, 413]).toContain(statuses(extended.text())[0]);
      const pipeline = await dial();
      pipeline.write(`GET /healthz HTTP/1.1\r\n${host()}\r\n`.repeat(5_000));
      await until(
        async () => statuses(pipeline.text()).length,
        (count) => count === 5_000,
      );
      pipeline.destroy();
      const deaf = await dial({ deaf: true });
      deaf.on("error", () => undefined);
      deaf.write(`GET /api/v1/openapi.json HTTP/1.1\r\n${host()}\r\n`.repeat(3_000));
      await sleep(2_000);
      deaf.destroy();
    });
  }, 60_000);

  test("more connections than there may be", async () => {
    await under(`${IDLE} idle connections`, async () => {
      const lines = await Promise.all(Array.from({ length: IDLE }, () => dial().catch(() => null)));
      try {
        // Those above are closed again; it takes a moment until this side knows.
        const open = async () => lines.filter((line) => line !== null && !line.destroyed).length;
        await until(open, (count) => count <= MOST_CONNECTIONS);
      } finally {
        for (const line of lines) line?.destroy();
      }
    });
    // There is room again.
    await until(
      async () => statuses(await exchange(get("/healthz"))),
      ([status]) => status === 200,
    );
  }, 60_000);
});

describe(`${MANY} strangers`, () => {
  /** So many at once, each with a number of its own. */
  async function each(count: number, send: (n: number) => Promise<Response>): Promise<ReadonlyMap<number, number>> {
    const found = new Map<number, number>();
    let next = 0;
    const worker = async () => {
      while (next < count) {
        const n = next++;
        const response = await send(n);
        await response.arrayBuffer();
        found.set(response.status, (found.get(response.status) ?? 0) + 1);
      }
    };
    await Promise.all(Array.from({ length: 20 }, worker));
    return found;
  }
  const account = (name: "slack" | "telegram"): ChannelAccount => ({
    tenant: "",
    id: "",
    name,
    settings: {},
    secrets: secrets[name],
  });

  test("tokens, endpoints and keys that nobody knows", async () => {
    await under("unknown tokens", async () => {
      const all = await each(MANY, () =>
        fetch(`${served.url}/api/v1/runs`, { headers: { authorization: `Bearer ${newTokenText()}` } }),
      );
      expect([...all]).toEqual([[401, MANY]]);
    });
    await under("unknown endpoints", async () => {
      const all = await each(MANY, () =>
        fetch(`${served.url}/channels/webhook/${randomBytes(24).toString("base64url")}`, {
          method: "POST",
          body: "{}",
        }),
      );
      expect([...all]).toEqual([[404, MANY]]);
    });
    await under("idempotency keys", async () => {
      const all = await each(MANY, (n) =>
        fetch(`${served.url}/api/v1/runs/plan`, {
          method: "POST",
          headers: {
            authorization: `Bearer ${acme.tokens.operator}`,
            "content-type": "application/json",
            "idempotency-key": `key-${n}`,
          },
          body: JSON.stringify({ workspace: "main", task: "template:quick" }),
        }),
      );
      expect([...all]).toEqual([[200, MANY]]);
    });
  }, 3_600_000);

  test.each([slack, telegram])(
    "users of $kind",
    async (kind) => {
      const name = kind.kind as "slack" | "telegram";
      await under(`users of ${name}`, async () => {
        const all = await each(MANY, (n) => {
          const user = name === "slack" ? `U${n.toString(36).toUpperCase().padStart(9, "0")}` : String(10_000 + n);
          const { headers, body } = kind.simulate(account(name), {
            text: "help",
            user,
            event: String(1_000_000 + n),
            now: Date.now(),
          });
          return fetch(`${served.url}${paths.get(name)}`, { method: "POST", headers, body });
        });
        // All are taken in, or sent away for a while: none is lost by a failure.
        expect([...all.keys()].filter((status) => ![200, 429, 503].includes(status))).toEqual([]);
        expect(all.get(200) ?? 0).toBeGreaterThan(0);
        await settled();
      });
    },
    3_600_000,
  );
});
