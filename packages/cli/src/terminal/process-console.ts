import { closeSync, constants, fstatSync, openSync, writeSync } from "node:fs";
import type { WriteStream } from "node:tty";
import type { Console, Sink } from "./console.ts";

/** The console of this very process. */
export function processConsole(): Console {
  let interrupt: AbortSignal | undefined;
  const hangup: Hangup = { reload: null };
  return {
    stdout: sinkOf(() => process.stdout),
    stderr: sinkOf(() => process.stderr),
    stdin: {
      get isTTY() {
        return isTerminal(0) && process.stdin.isTTY === true;
      },
      text: async () => {
        const bytes = await (await import("node:stream/consumers")).buffer(process.stdin);
        return (await import("@sdetkit/runtime")).decodeUtf8(bytes);
      },
      line: async (signal) => (await import("./read-line.ts")).readLine(process.stdin, signal),
    },
    env: process.env,
    cwd: process.cwd(),
    get signal() {
      interrupt ??= interruptSignal(hangup);
      return interrupt;
    },
    onHangup: (reload) => {
      hangup.reload = reload;
      hangup.hadTerminal = hasTerminal();
    },
    now: Date.now,
  };
}

/** What SIGHUP means to a service: that it reads its files again. */
interface Hangup {
  reload: (() => void) | null;
  hadTerminal?: boolean;
}

const TAKEN_AWAY_MS = 200;

/** Whether this process has a controlling terminal. */
function hasTerminal(): boolean {
  try {
    closeSync(openSync("/dev/tty", constants.O_RDWR | constants.O_NOCTTY));
    return true;
  } catch {
    return false;
  }
}

/**
 * Aborted by the first SIGINT or SIGTERM; the second one ends at once. Made when a command first asks for it: one that
 * has nothing to end in good order is ended by the system, even in the middle of a computation. A terminal that is closed is an
 * interrupt as well; it tells so more than once, since the kernel and the shell both do, and that is no second wish.
 */
function interruptSignal(hangup: Hangup): AbortSignal {
  const interrupt = new AbortController();
  const abort = () => interrupt.abort(new Error("interrupted"));
  const onSignal = () => {
    if (interrupt.signal.aborted) process.exit(130);
    abort();
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  process.on("SIGHUP", () => {
    const { reload, hadTerminal } = hangup;
    if (reload === null) return abort();
    if (!hadTerminal) return reload();
    // The kernel takes the terminal away right after the signal.
    setTimeout(() => (hasTerminal() ? reload() : abort()), TAKEN_AWAY_MS);
  });
  return interrupt.signal;
}

/**
 * Opening a standard stream costs some milliseconds, so it is done when first written to. A reader that went away, as in
 * `sdetkit … | head`, is no failure and must not cut a run off: there is just nobody left to tell.
 */
function sinkOf(stream: () => NodeJS.WriteStream): Sink {
  let opened: NodeJS.WriteStream | undefined;
  let gone = false;
  const open = () => {
    if (opened === undefined) {
      opened = stream();
      opened.on("error", (error: NodeJS.ErrnoException) => {
        gone = true;
        if (error.code !== "EPIPE" && error.code !== "EIO") tellUnwritten(error);
      });
    }
    return opened;
  };
  return {
    write: (content) => {
      if (!gone) open().write(content);
    },
    drained: async () => {
      const stream = open();
      if (!gone && stream.writableNeedDrain) {
        await new Promise<void>((resolve) => {
          const settle = () => {
            stream.off("drain", settle).off("error", settle);
            resolve();
          };
          stream.on("drain", settle).on("error", settle);
        });
      }
      return !gone;
    },
    get isTTY() {
      return open().isTTY === true;
    },
    // A terminal that was never told its size says 0.
    columns: () => (open() as Partial<WriteStream>).columns || 80,
    rows: () => (open() as Partial<WriteStream>).rows || 24,
  };
}

/** A disk that is full, say: what was done is done, and whoever reads what was written has to know that it is not whole. */
function tellUnwritten({ message }: Error): void {
  process.once("exit", (code) => {
    if (code === 0) process.exitCode = 1;
  });
  try {
    writeSync(2, `error: the output could not be written: ${message}\n`);
  } catch {
    // Nobody can be told.
  }
}

function isTerminal(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isCharacterDevice();
  } catch {
    return false;
  }
}
