import { expect, test } from "vitest";
import { testConsole } from "../terminal/testing/test-console.ts";
import { width } from "../terminal/width.ts";
import { liveDisplay } from "./live-display.ts";

/** Plays what was written on a screen of its own, as a terminal would, and gives the lines that are left. */
function screenOf(written: string, columns: number): string[] {
  const lines = [""];
  let row = 0;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the escapes that the display uses.
  for (const part of written.split(/(\x1b\[\d*[FJ]|\n)/)) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: as above.
    const up = /^\x1b\[(\d+)F$/.exec(part);
    if (up) row = Math.max(0, row - Number(up[1]));
    else if (part === "\x1b[J") lines.splice(row, lines.length, "");
    else if (part === "\n") {
      row += 1;
      lines[row] ??= "";
    } else {
      expect(width(part), "a line that wraps could not be taken away again").toBeLessThan(columns);
      lines[row] = (lines[row] ?? "") + part;
    }
  }
  return lines;
}

const world = { tty: true, env: { NO_COLOR: "1" }, columns: 30, rows: 8 };

function started(steps: number) {
  const console = testConsole(world);
  const display = liveDisplay(console);
  const names = Array.from({ length: steps }, (_, index) => ({
    id: `step-${index}`,
    name: `a long name for the step 日本 ${index}`,
    action: "fs.read",
  }));
  display.show({ kind: "run-started", run: "r-1", task: "template:something-with-a-long-name", steps: names });
  return { console, display };
}

test("each step is one line that never wraps, and only so many as the terminal is high", () => {
  const { console, display } = started(100);
  display.show({ kind: "step-started", step: "step-50", attempt: 1, preview: "" });
  const screen = screenOf(console.err(), 30);
  expect(screen.length).toBeLessThanOrEqual(8);
  expect(screen[0]).toBe("template:something-wit… 0/100");
  expect(screen.some((line) => line.startsWith("  ⠋ a long"))).toBe(true);
  display.end();
});

test("when it ends the screen is as it was", () => {
  const { console, display } = started(3);
  display.show({ kind: "step-started", step: "step-0", attempt: 1, preview: "" });
  display.show({ kind: "step-ended", step: "step-0", status: "succeeded", durationMs: 1200, message: null });
  expect(screenOf(console.err(), 30)[1]).toMatch(/^ {2}✓ a long name.*… {2}1\.2 s$/);
  display.end();
  expect(screenOf(console.err(), 30)).toEqual([""]);
});

test("a question has the screen to itself", async () => {
  const { console, display } = started(2);
  await display.pauseFor(async () => {
    expect(screenOf(console.err(), 30)).toEqual([""]);
    const before = console.err();
    display.show({ kind: "step-started", step: "step-1", attempt: 1, preview: "" });
    expect(console.err()).toBe(before);
  });
  expect(screenOf(console.err(), 30).length).toBeGreaterThan(1);
  display.end();
});
