import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createGuardedFetch, type Resolve } from "./guarded-fetch.ts";

const asked: string[] = [];
const server = createServer((request, response) => {
  asked.push(request.url ?? "");
  if (request.url === "/chain") response.writeHead(302, { location: "/secret" }).end();
  else if (request.url === "/large") response.end(Buffer.alloc(5 * 1024 * 1024));
  else if (request.url === "/echo") request.pipe(response.writeHead(201, { "x-host": request.headers.host ?? "" }));
  else response.end("secret");
});
let port = 0;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => void server.close());

const to =
  (...addresses: string[]): Resolve =>
  async () =>
    addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
const guarded = (more: { resolve?: Resolve; listed?: string[] } = {}) =>
  createGuardedFetch({
    vendors: ["vendor.example"],
    listed: [`emulator.example:${port}`],
    resolve: to("127.0.0.1"),
    ...more,
  });

describe("requests to vendors", () => {
  it("reach a host that the operator listed, also a private one without TLS, with method, headers and body", async () => {
    const answer = await guarded()(`http://emulator.example:${port}/echo`, { method: "POST", body: "hello" });
    expect([answer.status, await answer.text()]).toEqual([201, "hello"]);
    expect(answer.headers.get("x-host")).toBe(`emulator.example:${port}`);
  });

  it.each([
    ["https://other.example/", /allowed hosts, got other\.example/],
    ["https://vendor.example.evil.test/", /allowed hosts/],
    ["https://user@evil.test@vendor.example.evil.test/", /./],
    ["http://vendor.example/", /https on port 443/],
    ["https://vendor.example:8443/", /https on port 443/],
    ["https://127.0.0.1/", /allowed hosts/],
    ["https://[::1]/", /allowed hosts/],
    ["https://0x7f.1/", /allowed hosts, got 127\.0\.0\.1/],
    ["file:///etc/passwd", /./],
  ])("never go to %s", async (url, message) => {
    await expect(guarded({ resolve: to("93.184.216.34") })(url)).rejects.toThrow(message);
  });

  it.each([
    "127.0.0.1",
    "10.1.2.3",
    "169.254.169.254",
    "::1",
    "::ffff:10.0.0.1",
    "fd00::1",
    "64:ff9b::a00:1",
    "100.64.0.1",
  ])("never go to a vendor's name that leads to %s, alone or among public addresses", async (address) => {
    for (const resolve of [to(address), to("93.184.216.34", address)])
      await expect(guarded({ resolve })("https://vendor.example/")).rejects.toThrow(/public host/);
  });

  it("follow no redirect, not even on the same host", async () => {
    asked.splice(0);
    await expect(guarded()(`http://emulator.example:${port}/chain`)).rejects.toThrow(/redirect \(302\)/);
    expect(asked).toEqual(["/chain"]);
  });

  it("connect to the address that was checked: a name that is resolved again, to another one, changes nothing", async () => {
    let looks = 0;
    const rebinding: Resolve = async () => {
      looks += 1;
      return [{ address: looks === 1 ? "203.0.113.1" : "127.0.0.1", family: 4 }];
    };
    await expect(guarded({ resolve: rebinding })("https://vendor.example/")).rejects.toThrow(/public host/);
    looks = 0;
    const pinned: Resolve = async () => {
      looks += 1;
      return [{ address: looks === 1 ? "127.0.0.1" : "127.0.0.2", family: 4 }];
    };
    expect(await (await guarded({ resolve: pinned })(`http://emulator.example:${port}/`)).text()).toBe("secret");
    expect(looks).toBe(1);
  });

  it("go on to another of the checked addresses where one leads nowhere", async () => {
    // Nothing listens on the first one: the server of this test is bound to the second.
    const answer = await guarded({ resolve: to("127.0.0.9", "127.0.0.1") })(`http://emulator.example:${port}/`);
    expect(await answer.text()).toBe("secret");
  });

  it("end when they are aborted while a name is being resolved", async () => {
    const heard = new AbortController();
    const endless: Resolve = () => {
      heard.abort();
      return new Promise(() => undefined);
    };
    const asked = guarded({ resolve: endless })(`http://emulator.example:${port}/`, { signal: heard.signal });
    await expect(asked).rejects.toThrow(/abort/);
  });

  it("end when an answer is too large, and when they are aborted", async () => {
    await expect(guarded()(`http://emulator.example:${port}/large`)).rejects.toThrow(/at most/);
    const signal = AbortSignal.abort();
    await expect(guarded()(`http://emulator.example:${port}/`, { signal })).rejects.toThrow();
  });
});
