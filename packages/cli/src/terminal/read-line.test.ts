import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { readLine } from "./read-line.ts";

const never = new AbortController().signal;

test("a line is what was typed before the line break", async () => {
  const input = new PassThrough();
  const line = readLine(input, never);
  input.write("y");
  input.write("es\n");
  expect(await line).toBe("yes");
});

test("an input that ends without an answer is null, an empty line is an empty answer", async () => {
  const ended = new PassThrough();
  const none = readLine(ended, never);
  ended.end();
  expect(await none).toBe(null);
  const input = new PassThrough();
  const empty = readLine(input, never);
  input.write("\n");
  expect(await empty).toBe("");
});

test("an interrupt ends the question", async () => {
  const interrupt = new AbortController();
  const line = readLine(new PassThrough(), interrupt.signal);
  interrupt.abort();
  expect(await line).toBe(null);
  expect(await readLine(new PassThrough(), interrupt.signal)).toBe(null);
});
