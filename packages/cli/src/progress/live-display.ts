import { formatDuration, type StepStatus } from "@sdetkit/core";
import type { Progress } from "@sdetkit/runtime";
import { type Console, wantsColor } from "../terminal/console.ts";
import { render } from "../terminal/render.ts";
import { markOf } from "../terminal/status-symbols.ts";
import { bold, cyan, dim, type Text } from "../terminal/text.ts";
import { truncate, width } from "../terminal/width.ts";
import type { Display } from "./display.ts";

const FRAMES = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const FRAME_MS = 80;

/** One step as the list shows it. */
interface Line {
  readonly id: string;
  readonly name: string;
  state: { kind: "waiting" } | { kind: "running"; since: number } | { kind: "over"; status: StepStatus; ms: number };
}

/**
 * A list of the run's steps, redrawn in place. No line is ever as wide as the terminal and the list is never as high as it,
 * so that what was drawn can always be found again and taken away.
 */
export function liveDisplay(console: Console): Display {
  const color = wantsColor(console, console.stderr);
  let title = "";
  let steps: Line[] = [];
  let drawn = 0;
  let frame = 0;
  let timer: NodeJS.Timeout | undefined;
  let paused = 0;

  const erase = () => (drawn === 0 ? "" : `\x1b[${drawn}F\x1b[J`);
  const draw = () => {
    if (paused > 0 || title === "") return;
    const columns = console.stderr.columns() - 1;
    const rows = Math.max(3, console.stderr.rows() - 2);
    const content = listOf(title, steps, {
      columns,
      rows,
      now: console.now(),
      spin: FRAMES[frame % FRAMES.length] as string,
    });
    console.stderr.write(`${erase()}${render(content, color)}`);
    drawn = content.length;
  };
  const clear = () => {
    if (drawn > 0) console.stderr.write(erase());
    drawn = 0;
  };
  const stop = () => {
    clearInterval(timer);
    timer = undefined;
    clear();
    title = "";
  };
  const start = () => {
    timer ??= setInterval(() => {
      frame += 1;
      draw();
    }, FRAME_MS);
    timer.unref();
  };

  return {
    show(progress) {
      if (progress.kind === "run-started") {
        title = progress.task;
        steps = progress.steps.map(({ id, name }) => ({ id, name, state: { kind: "waiting" } }));
        start();
      } else if (progress.kind === "run-ended") return stop();
      else update(steps, progress, console.now());
      draw();
    },
    async pauseFor(ask) {
      paused += 1;
      clear();
      try {
        return await ask();
      } finally {
        paused -= 1;
        draw();
      }
    },
    end: stop,
  };
}

function update(
  steps: readonly Line[],
  progress: Extract<Progress, { kind: "step-started" | "step-ended" }>,
  now: number,
): void {
  const line = steps.find(({ id }) => id === progress.step);
  if (!line) return;
  if (progress.kind === "step-started") line.state = { kind: "running", since: now };
  else line.state = { kind: "over", status: progress.status, ms: progress.durationMs };
}

interface Frame {
  readonly columns: number;
  readonly rows: number;
  readonly now: number;
  readonly spin: string;
}

/** The lines of one frame. Of more steps than fit, those around the running ones are shown and the others counted. */
function listOf(title: string, steps: readonly Line[], frame: Frame): readonly Text[] {
  const done = steps.filter(({ state }) => state.kind === "over").length;
  const count = ` ${done}/${steps.length}`;
  const head: Text = [bold(truncate(title, Math.max(1, frame.columns - count.length))), dim(count), "\n"];
  const room = frame.rows - 1;
  const running = steps.findIndex(({ state }) => state.kind === "running");
  const first = Math.max(0, Math.min((running === -1 ? done : running) - Math.floor(room / 2), steps.length - room));
  return [head, ...steps.slice(first, first + room).map((line) => lineOf(line, frame))];
}

function lineOf({ id, name, state }: Line, { columns, now, spin }: Frame): Text {
  const label = name === "" || name === id ? id : name;
  const [mark, time]: [Text, string] =
    state.kind === "waiting"
      ? [dim("·"), ""]
      : state.kind === "running"
        ? [cyan(spin), formatDuration(now - state.since)]
        : [markOf(state.status), formatDuration(state.ms)];
  const room = columns - 4 - (time === "" ? 0 : width(time) + 2);
  const shown = truncate(label, Math.max(1, room));
  return ["  ", mark, " ", state.kind === "waiting" ? dim(shown) : shown, dim(time === "" ? "" : `  ${time}`), "\n"];
}
