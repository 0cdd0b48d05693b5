import type { Sha256 } from "@sdetkit/core";
import { blobPath, layoutOf } from "@sdetkit/runtime";
import { expect, test } from "vitest";
import { render } from "../terminal/render.ts";
import { testConsole } from "../terminal/testing/test-console.ts";
import { localSource } from "./local-source.ts";
import { type PrintedSource, type PrintedStep, printedText } from "./printed-text.ts";

const OUT = "a".repeat(64) as Sha256;
const ERR = "b".repeat(64) as Sha256;
const { whole: place, unread } = localSource({
  layout: layoutOf("/work"),
  blob: async () => null,
  console: testConsole({ cwd: "/work" }),
  show: "all",
});
const numbers = (count: number) => Array.from({ length: count }, (_, index) => `line ${index + 1}\n`).join("");

async function shown(
  texts: { readonly [digest: string]: string },
  step: Partial<PrintedStep> = {},
  show: PrintedSource["show"] = "troubled",
): Promise<string> {
  const blob = async (digest: string) => {
    const text = texts[digest];
    return text === undefined ? null : new TextEncoder().encode(text);
  };
  const printed = { stdout: OUT in texts ? OUT : null, stderr: ERR in texts ? ERR : null };
  const whole: PrintedStep = { status: "failed", failure: null, outputs: {}, printed, ...step };
  return render(await printedText(whole, { blob, whole: place, unread, show }), false);
}

test("of a step that failed or took too long, the last 20 lines, and where all of them are", async () => {
  for (const status of ["failed", "timed-out"] as const) {
    const lines = (await shown({ [OUT]: numbers(1034), [ERR]: "boom\r\n" }, { status })).split("\n");
    expect(lines.slice(0, 3)).toEqual([
      "      stdout  last 20 of 1,034 lines",
      `      all of it in .sdetkit/agent/history/${blobPath(OUT)}`,
      "      │ line 1015",
    ]);
    expect(lines.slice(21)).toEqual(["      │ line 1034", "      stderr", "      │ boom", ""]);
  }
});

test("of other steps nothing, unless everything was requested: then up to 200 lines", async () => {
  expect(await shown({ [OUT]: "done\n" }, { status: "succeeded" })).toBe("");
  expect(await shown({ [OUT]: numbers(200) }, { status: "succeeded" }, "all")).toMatch(/^ {6}stdout\n {6}│ line 1\n/);
  expect(await shown({ [OUT]: numbers(201) }, { status: "succeeded" }, "all")).toMatch(/last 200 of 201 lines\n/);
});

test("text that counts as part of the record is shown as what was printed", async () => {
  expect(await shown({}, { outputs: { stdout: "1\n2\n", bytes: 4 } })).toBe("      stdout\n      │ 1\n      │ 2\n");
});

test("nothing that was printed steers the terminal, and one endless line is cut", async () => {
  const hostile = await shown({ [ERR]: `\u001b[31mred\u001b[0m \u001b]0;title\u0007 \u202e\n${"x".repeat(100_000)}` });
  // biome-ignore lint/suspicious/noControlCharactersInRegex: none of them may be there
  expect(hostile).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
  expect(hostile).toContain("│ red \\x1b]0;title\\x07 \\u202e\n");
  expect(hostile.length).toBeLessThan(1500);
  expect(hostile).toContain(blobPath(ERR));
});

test("a blob that is gone or altered is said to be, and keeps nothing else from being shown", async () => {
  const blob = async () => {
    throw new Error("altered");
  };
  const step: PrintedStep = { status: "failed", failure: null, outputs: {}, printed: { stdout: null, stderr: ERR } };
  const text = await printedText(step, { blob, whole: place, unread, show: "all" });
  expect(render(text, false)).toBe("      stderr  does not match its digest: sdetkit agent history verify\n");
});
