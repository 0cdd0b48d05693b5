import { expect, test } from "vitest";
import { testConsole } from "../terminal/testing/test-console.ts";
import { counterFor } from "./counter.ts";

function counted(world: Parameters<typeof testConsole>[0], quiet = false): string {
  const console = testConsole({ ...world, env: { NO_COLOR: "1", ...world?.env } });
  const counter = counterFor("verified", { console, quiet });
  counter.show({ done: 1_000, total: 2_000 });
  counter.show({ done: 1_000, total: 2_000 });
  counter.show({ done: 2_000, total: 2_000 });
  counter.end();
  expect(console.out()).toBe("");
  return console.err();
}

test("a person sees one line that changes, and nothing of it afterwards", () => {
  expect(counted({ tty: true })).toBe("\r\x1b[Kverified 1,000 of 2,000\r\x1b[Kverified 2,000 of 2,000\r\x1b[K");
});

test("nobody else sees anything", () => {
  expect(counted({ tty: false })).toBe("");
  expect(counted({ tty: true, env: { CI: "true" } })).toBe("");
  expect(counted({ tty: true, env: { TERM: "dumb" } })).toBe("");
  expect(counted({ tty: true }, true)).toBe("");
});
