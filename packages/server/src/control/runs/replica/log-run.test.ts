import { expect, test } from "vitest";
import type { WatchedRun } from "../types.ts";
import { logRun } from "./log-run.ts";

const run = {
  ...{ run: "r-1", tenant: "t-1", workspace: "main", template: null, request: "req-1", channel: "api" },
  ...{ task: 'action fs.write {"path":"a","content":"what a customer wrote"}', started_at: "2026-11-22T10:00:00.000Z" },
} as WatchedRun;
const now = Date.parse("2026-11-22T10:00:02.500Z");

test("a line says which action was asked for, and nothing of what it was given", () => {
  const lines: unknown[] = [];
  logRun((...line) => void lines.push(line), run, { kind: "began" }, now);
  logRun((...line) => void lines.push(line), { ...run, template: "audit", started_at: null }, { kind: "waits" }, now);
  const about = { run: "r-1", tenant: "t-1", workspace: "main", request: "req-1", via: "api" };
  expect(lines).toEqual([
    ["info", "run started", { ...about, task: "fs.write", status: "running", ms: 2_500 }],
    ["info", "run waiting for an approval", { ...about, template: "audit", status: "waiting", ms: 0 }],
  ]);
});

test("what somebody has to mend is an error, and what is tried again is none", () => {
  const lines: unknown[] = [];
  for (const again of [true, false]) {
    const turn = { kind: "stopped", problem: "the disk is full", again } as const;
    logRun((level, _, { status, problem }) => void lines.push([level, status, problem]), run, turn, now);
  }
  expect(lines).toEqual([
    ["warn", "queued", "the disk is full"],
    ["error", "stopped", "the disk is full"],
  ]);
});
