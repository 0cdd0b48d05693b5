import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Courtesy } from "./courtesy.ts";

/** Whether a piece of work of this tenant may be done now. */
async function passes(courtesy: Courtesy, tenant: string): Promise<boolean> {
  let passed = false;
  void courtesy.pass(tenant).then(() => {
    passed = true;
  });
  await vi.advanceTimersByTimeAsync(0);
  return passed;
}

describe("courtesy", () => {
  let courtesy: Courtesy;
  beforeEach(() => {
    vi.useFakeTimers();
    courtesy = new Courtesy();
    for (const tenant of ["busy", "busy", "modest"]) courtesy.claimed(tenant);
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("has a tenant with several runs wait until another's first one has begun", async () => {
    courtesy.asked("quiet");
    expect(await passes(courtesy, "busy")).toBe(false);
    const waits = courtesy.pass("busy");
    courtesy.claimed("quiet");
    courtesy.begun("quiet");
    await waits;
    expect(await passes(courtesy, "busy")).toBe(true);
  });

  it("has nobody wait who has one running, and nobody for a tenant that has one", async () => {
    courtesy.asked("quiet");
    expect(await passes(courtesy, "modest")).toBe(true);
    courtesy.begun("quiet");
    courtesy.asked("modest");
    courtesy.asked("busy");
    expect(await passes(courtesy, "busy")).toBe(true);
  });

  it("counts what has ended", async () => {
    courtesy.ended("busy");
    courtesy.ended("modest");
    courtesy.asked("modest");
    expect(await passes(courtesy, "busy")).toBe(true);
    courtesy.claimed("busy");
    expect(await passes(courtesy, "busy")).toBe(false);
  });

  it("waits no longer than it says, and not again at once for whoever cannot begin", async () => {
    courtesy.asked("stuck");
    const waits = courtesy.pass("busy");
    await vi.advanceTimersByTimeAsync(30);
    await waits;
    courtesy.asked("stuck");
    expect(await passes(courtesy, "busy")).toBe(true);
    await vi.advanceTimersByTimeAsync(1_000);
    courtesy.asked("stuck");
    expect(await passes(courtesy, "busy")).toBe(false);
  });

  it("keeps nothing of those who are gone", async () => {
    courtesy.asked("quiet");
    courtesy.claimed("quiet");
    courtesy.begun("quiet");
    courtesy.ended("quiet");
    expect(vi.getTimerCount()).toBe(0);
  });
});
