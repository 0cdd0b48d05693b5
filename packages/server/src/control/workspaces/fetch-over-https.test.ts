import { mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { openTestDatabase } from "../../storage/database/testing/open-test-database.ts";
import type { Database } from "../../storage/database/types.ts";
import { type GitServer, serveGit } from "./testing/git-server.ts";
import { commitFiles } from "./testing/repository.ts";
import { addTenant, callerAs, openRooms, TENANT } from "./testing/rooms.ts";

let database: Database;
let drop: () => Promise<void>;
let server: GitServer;
let base = "";
let commit = "";
beforeAll(async () => {
  ({ database, drop } = await openTestDatabase());
  await addTenant(database);
  base = mkdtempSync(join(realpathSync(tmpdir()), "https-"));
  server = await serveGit(base);
  commit = commitFiles(join(base, "shop"), { "README.md": "first" });
  commitFiles(join(base, "internal"), { "README.md": "internal" });
});
afterAll(async () => {
  await server.close();
  rmSync(base, { recursive: true, force: true });
  await drop();
});

const trusted = process.env.GIT_SSL_CAINFO;
beforeEach(() => {
  process.env.GIT_SSL_CAINFO = server.authority;
  server.instead = null;
  server.asked.length = 0;
});
afterEach(() => {
  if (trusted === undefined) delete process.env.GIT_SSL_CAINFO;
  else process.env.GIT_SSL_CAINFO = trusted;
});

let count = 0;
/** A workspace of `git.test`, which resolves to this machine; `listed`: besides its name. */
async function fetchShop({ listed = ["127.0.0.1"], lookup = async () => ["127.0.0.1"], path = "/shop/.git" } = {}) {
  const gitHosts = [`git.test:${server.port}`, ...listed];
  const rooms = openRooms(base, database, {
    lookup,
    settings: { workspaces: { folders: [], gitHosts, syncSeconds: 60 }, runs: { sandboxUidBase: null } },
  });
  count += 1;
  const name = `shop-${count}`;
  const url = `https://git.test:${server.port}${path}`;
  await database.tenant(TENANT, (tx) => rooms.workspaces.create(tx, callerAs("tenant-admin"), { name, url }));
  return { name, ...rooms, view: await rooms.workspaces.sync(TENANT, name) };
}

it("a repository is fetched over https, and runs get its default branch", async () => {
  const { view, workspaces, name } = await fetchShop();
  expect(view).toMatchObject({ state: "ready", problem: null, commit });
  const checkout = await workspaces.openCheckout(TENANT, name, "r-1", (await workspaces.snapshot(TENANT, name)).base);
  expect(readFileSync(join(checkout.workspace, "README.md"), "utf8")).toBe("first");
});

it("a host that resolves to a private address is not even asked", async () => {
  const { view } = await fetchShop({ listed: [] });
  expect(view).toMatchObject({ state: "failed" });
  expect(view.problem).toMatch(/to have a public address, it has 127\.0\.0\.1/);
  expect(server.asked).toEqual([]);
});

it("the address that was checked is the one that is connected to: the name is resolved once", async () => {
  let asked = 0;
  const { view } = await fetchShop({
    lookup: async () => {
      asked += 1;
      // A rebinding resolver would answer another one the second time; git itself could not resolve git.test at all.
      return [asked === 1 ? "127.0.0.1" : "10.255.255.1"];
    },
  });
  expect([view.state, asked]).toEqual(["ready", 1]);
});

it("a redirect is not followed", async () => {
  server.instead = (request, response) => {
    const location = (request.url ?? "").replace("/shop/", "/internal/");
    if (!request.url?.startsWith("/internal/")) response.writeHead(302, { location }).end();
    else response.writeHead(500).end();
  };
  const { view } = await fetchShop();
  expect(view.state).toBe("failed");
  expect(server.asked.some((path) => path.startsWith("/internal/"))).toBe(false);
});

it("nobody is asked for a password, and none is sent", async () => {
  const sent: unknown[] = [];
  server.instead = (request, response) => {
    sent.push(request.headers.authorization);
    response.writeHead(401, { "www-authenticate": "Basic realm=x" }).end();
  };
  const { view } = await fetchShop();
  expect(view.problem).toMatch(/terminal prompts disabled|could not read Username|Authentication failed/);
  expect(new Set(sent)).toEqual(new Set([undefined]));
});

it("a certificate that is not trusted ends it", async () => {
  delete process.env.GIT_SSL_CAINFO;
  const { view } = await fetchShop();
  expect(view.state).toBe("failed");
  expect(view.problem).toMatch(/certificate/i);
});

it("a server that sends without an end is cut off by the quota", async () => {
  await addTenant(database, "t-small", 3_000_000);
  server.instead = (request, response) => {
    if (request.url?.includes("info/refs")) {
      const lines = [`${commit} HEAD\0 side-band-64k\n`, `${commit} refs/heads/main\n`];
      const packet = (text: string) => (text.length + 4).toString(16).padStart(4, "0") + text;
      response.setHeader("content-type", "application/x-git-upload-pack-advertisement");
      response.end(`${packet("# service=git-upload-pack\n")}0000${lines.map(packet).join("")}0000`);
      return;
    }
    response.setHeader("content-type", "application/x-git-upload-pack-result");
    response.write("0008NAK\n");
    // One blob of two gigabytes, stored and not deflated, so that every byte of it has to be kept.
    const pack = Buffer.concat([
      Buffer.from("PACK"),
      Buffer.from([0, 0, 0, 2, 0, 0, 0, 1]),
      Buffer.from([0xbf, 0x80, 0x80, 0x80, 0x40, 0x78, 0x01]),
    ]);
    const send = (data: Buffer) =>
      response.write(
        Buffer.concat([Buffer.from(`${(data.length + 5).toString(16).padStart(4, "0")}\x01`, "latin1"), data]),
      );
    send(pack);
    const block = Buffer.concat([Buffer.from([0, 0xff, 0x7f, 0x00, 0x80]), Buffer.alloc(0x7fff, 1)]);
    const timer = setInterval(() => {
      for (let i = 0; i < 20; i += 1) send(block);
    }, 10);
    response.on("close", () => clearInterval(timer));
  };
  const gitHosts = [`git.test:${server.port}`, "127.0.0.1"];
  const { workspaces } = openRooms(base, database, {
    lookup: async () => ["127.0.0.1"],
    settings: { workspaces: { folders: [], gitHosts, syncSeconds: 60 }, runs: { sandboxUidBase: null } },
  });
  const by = { ...callerAs("tenant-admin"), tenant: "t-small" };
  const url = `https://git.test:${server.port}/shop/.git`;
  await database.tenant("t-small", (tx) => workspaces.create(tx, by, { name: "endless", url }));
  const view = await workspaces.sync("t-small", "endless");
  expect(view.problem).toMatch(/larger than the \d+ bytes that the quota leaves/);
});
