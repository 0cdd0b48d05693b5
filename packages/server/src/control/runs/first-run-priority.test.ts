import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FirstRunPriority } from "./first-run-priority.ts";

/** Whether a piece of work of this tenant may be done now. */
async function passes(priority: FirstRunPriority, tenant: string): Promise<boolean> {
  let passed = false;
  void priority.pass(tenant).then(() => {
    passed = true;
  });
  await vi.advanceTimersByTimeAsync(0);
  return passed;
}

describe("priority", () => {
  let priority: FirstRunPriority;
  beforeEach(() => {
    vi.useFakeTimers();
    priority = new FirstRunPriority();
    for (const tenant of ["busy", "busy", "modest"]) priority.claimed(tenant);
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("has a tenant with several runs wait until another's first one has begun", async () => {
    priority.asked("quiet");
    expect(await passes(priority, "busy")).toBe(false);
    const waits = priority.pass("busy");
    priority.claimed("quiet");
    priority.begun("quiet");
    await waits;
    expect(await passes(priority, "busy")).toBe(true);
  });

  it("has nobody wait who has one running, and nobody for a tenant that has one", async () => {
    priority.asked("quiet");
    expect(await passes(priority, "modest")).toBe(true);
    priority.begun("quiet");
    priority.asked("modest");
    priority.asked("busy");
    expect(await passes(priority, "busy")).toBe(true);
  });

  it("counts what has ended", async () => {
    priority.ended("busy");
    priority.ended("modest");
    priority.asked("modest");
    expect(await passes(priority, "busy")).toBe(true);
    priority.claimed("busy");
    expect(await passes(priority, "busy")).toBe(false);
  });

  it("waits no longer than it says, and not again at once for whoever cannot begin", async () => {
    priority.asked("stuck");
    const waits = priority.pass("busy");
    await vi.advanceTimersByTimeAsync(30);
    await waits;
    priority.asked("stuck");
    expect(await passes(priority, "busy")).toBe(true);
    await vi.advanceTimersByTimeAsync(1_000);
    priority.asked("stuck");
    expect(await passes(priority, "busy")).toBe(false);
  });

  it("keeps nothing of those who are gone", async () => {
    priority.asked("quiet");
    priority.claimed("quiet");
    priority.begun("quiet");
    priority.ended("quiet");
    expect(vi.getTimerCount()).toBe(0);
  });
});
