import { expect, it } from "vitest";
import { isReservedHost } from "./reserved-host.ts";

it("knows the names and addresses that lead to nobody, however they are written", () => {
  for (const host of [
    "example.com",
    "www.Example.ORG.",
    "db.test",
    "a.invalid",
    "localhost",
    "127.0.0.1",
    "127.1",
    "0.0.0.0",
  ])
    expect(isReservedHost(host), host).toBe(true);
  for (const host of [
    "192.0.2.7",
    "203.0.113.9",
    "[::1]",
    "[0:0:0:0:0:0:0:1]",
    "[::]",
    "[2001:db8::5]",
    "ex%61mple.com",
  ])
    expect(isReservedHost(host), host).toBe(true);
  for (const host of [
    "example.com.evil.io",
    "myexample.com",
    "10.0.0.1",
    "[2a00::1]",
    "[fe80::1]",
    "latest",
    "%zz",
    "127.0.0.1.io",
  ])
    expect(isReservedHost(host), host).toBe(false);
});
