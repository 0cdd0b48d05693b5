import type { Console, Sink } from "../console.ts";

/** What a test can decide about the outside world. */
export interface TestWorld {
  readonly cwd?: string;
  readonly env?: { readonly [name: string]: string };
  readonly tty?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  /** What the person types, line by line; then the input ends. */
  readonly answers?: readonly string[];
  readonly input?: string;
  readonly now?: number;
  readonly signal?: AbortSignal;
}

/** A console in memory: `out()` and `err()` are what was written so far. */
export function testConsole(world: TestWorld = {}): Console & { out(): string; err(): string } {
  const answers = [...(world.answers ?? [])];
  const written = { out: "", err: "" };
  const sink = (name: "out" | "err"): Sink => ({
    write: (text) => {
      written[name] += text;
    },
    drained: async () => true,
    isTTY: world.tty ?? false,
    columns: () => world.columns ?? 80,
    rows: () => world.rows ?? 24,
  });
  return {
    stdout: sink("out"),
    stderr: sink("err"),
    stdin: {
      isTTY: world.tty ?? false,
      text: async () => world.input ?? "",
      line: async (signal) => (signal.aborted ? null : (answers.shift() ?? null)),
    },
    env: world.env ?? {},
    cwd: world.cwd ?? "/nowhere",
    signal: world.signal ?? new AbortController().signal,
    now: () => world.now ?? Date.UTC(2026, 10, 22),
    out: () => written.out,
    err: () => written.err,
  };
}
