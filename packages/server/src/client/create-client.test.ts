import { ExitCode, type Fault } from "@sdetkit/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Listening, listen } from "../http/listen.ts";
import { ASKING, openWorld, type World } from "../http/testing/open-world.ts";
import { type Client, createClient } from "./create-client.ts";
import { readEvents } from "./read-events.ts";

let world: World;
let server: Listening;
let client: Client;
let tokens: { readonly [role: string]: string };
beforeAll(async () => {
  world = await openWorld((settings) => ({ ...settings, http: { ...settings.http, port: 0 } }));
  server = await listen(world.app, world.settings);
  await world.replica.start();
  ({ tokens } = await world.tenant("acme"));
  client = createClient({ url: `${server.url}/`, token: tokens["operator"]! });
});
afterAll(async () => {
  await server?.close(1);
  await world?.close();
});

const faultOf = (work: Promise<unknown>): Promise<Fault> =>
  work.then(
    () => Promise.reject(new Error("no fault")),
    (fault) => fault,
  );

describe("the client", () => {
  it("starts a run, follows it to its end, and reads what it left", async () => {
    const { run } = await client.call("runs.start", {
      body: { workspace: "shop", task: "template:repo-health-audit" },
    });
    const kinds: string[] = [];
    for await (const message of client.follow(run)) {
      kinds.push(message.kind);
      if (message.kind === "end") expect(message.run).toMatchObject({ run, status: "succeeded" });
    }
    expect([kinds[0], kinds.at(-1)]).toEqual(["planned", "end"]);
    const { items } = await client.call("runs.artifacts", { params: { run } });
    const blob = await client.open("runs.blob", { params: { run, sha256: items[0]!.sha256 } });
    expect((await blob.arrayBuffer()).byteLength).toBe(items[0]!.bytes);
  });

  it("goes through all pages of a list", async () => {
    const admin = createClient({ url: server.url, token: tokens["tenant-admin"]! });
    const names: string[] = [];
    for await (const { name } of admin.each("accounts.list", { query: { limit: 1 } })) names.push(name);
    expect(names).toHaveLength(6);
    const { id } = await admin.call("templates.put", { body: { source: ASKING.replace("id: asking", "id: stored") } });
    expect(await admin.call("templates.remove", { params: { template: id } })).toBeNull();
  });

  it("does once what is asked twice under one key", async () => {
    const body = { workspace: "shop", task: "template:repo-health-audit" };
    const ask = () => client.call("runs.start", { body }, { idempotencyKey: "one" });
    expect((await ask()).run).toBe((await ask()).run);
  });

  it("turns refusals into faults with the exit code that fits", async () => {
    const stranger = createClient({ url: server.url, token: "sdk_nobody" });
    expect(await faultOf(stranger.call("tenant.get"))).toMatchObject({
      code: "unauthenticated",
      exit: ExitCode.unauthenticated,
    });
    expect(await faultOf(client.call("tokens.list"))).toMatchObject({ code: "scope-missing", exit: ExitCode.denied });
    expect(await faultOf(client.call("runs.get", { params: { run: "r-unknown" } }))).toMatchObject({
      code: "not-found",
      message: 'there is no run "r-unknown"',
      exit: ExitCode.usage,
    });
    // A name that would lead elsewhere is refused before it is routed.
    expect(await faultOf(client.call("runs.get", { params: { run: "../tenant" } }))).toMatchObject({
      code: "malformed-request",
      exit: ExitCode.usage,
    });
    const refused = await faultOf(
      client.call("runs.start", { body: { workspace: "shop", task: "template:repo-helth-audit" } }),
    );
    expect(refused).toMatchObject({
      code: "unknown-template",
      exit: ExitCode.usage,
      problem: { status: 422, suggestions: [{ task: "template:repo-health-audit" }] },
    });
    const wrong = await faultOf(client.call("runs.start", { body: { workspace: "", task: "x" } }));
    expect(wrong.message).toBe("workspace: expected string to have >=1 characters");
    world.limits.take = async () => ({ ok: false, retryAfter: 3 });
    const limited = await faultOf(client.call("runs.list"));
    world.limits.take = async () => ({ ok: true });
    expect(limited).toMatchObject({ code: "rate-limited", exit: ExitCode.failed, retryAfter: 3 });
  });

  it("says when nobody or somebody else is there, and never sends the token elsewhere", async () => {
    const gone = createClient({ url: "http://127.0.0.1:9", token: "t" });
    expect(await faultOf(gone.call("tenant.get"))).toMatchObject({ code: "server-unreachable", exit: ExitCode.failed });
    const html = createClient({
      url: server.url,
      token: "t",
      fetch: async () => new Response("<html>", { status: 502 }),
    });
    expect(await faultOf(html.call("tenant.get"))).toMatchObject({ code: "not-a-server" });
    expect(() => createClient({ url: "ftp://x", token: "t" })).toThrow(/expected the URL/);
    // secretlint-disable-next-line -- a password of nobody, which has to be refused
    expect(() => createClient({ url: "http://u:secret@x", token: "t" })).toThrow(/^(?!.*secret)/);
    expect(await faultOf(client.call("runs.get", { params: { run: ".." } }))).toMatchObject({ code: "usage" });
  });
});

describe("events", () => {
  it("are read however they are cut, with every line end", async () => {
    const text =
      "id: 1\r\nevent: a\r\ndata: x\r\ndata: y\r\n\r\n: comment\n\ndata:z\n\nid: 2\rdata: ü\r\rdata: cut off";
    const bytes = new TextEncoder().encode(text);
    for (const size of [1, 2, 3, 7, bytes.length]) {
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          for (let i = 0; i < bytes.length; i += size) controller.enqueue(bytes.slice(i, i + size));
          controller.close();
        },
      });
      const events = [];
      for await (const event of readEvents(body)) events.push(event);
      expect([size, events]).toEqual([
        size,
        [
          { id: "1", event: "a", data: "x\ny" },
          { id: "1", event: "message", data: "z" },
          { id: "2", event: "message", data: "ü" },
        ],
      ]);
    }
  });
});
