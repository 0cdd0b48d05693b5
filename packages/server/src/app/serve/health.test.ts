import { afterEach, expect, test, vi } from "vitest";
import { createHealth } from "./health.ts";

afterEach(() => void vi.useRealTimers());

/** Health with two checks whose answers the test gives; `at` moves past what is remembered. */
function world() {
  vi.useFakeTimers();
  const said: { [name: string]: string | Promise<string> } = { disk: "ok", clock: "ok" };
  const heard: string[] = [];
  const health = createHealth(
    [
      { name: "disk", keeps: true, look: () => said["disk"] as string },
      { name: "clock", keeps: false, look: () => said["clock"] as string },
    ],
    (check, answer, before) => void heard.push(`${check}: ${before} -> ${answer}`),
  );
  const look = async () => {
    vi.advanceTimersByTime(1_001);
    const looking = health.look();
    await vi.advanceTimersByTimeAsync(2_000);
    return await looking;
  };
  return { said, heard, health, look };
}

test("what is not well makes it not ready, is told once, and told again when it is well", async () => {
  const { said, heard, health, look } = world();
  expect(await look()).toEqual({ ready: true, checks: { disk: "ok", clock: "ok" } });
  said["disk"] = "full";
  expect(await look()).toEqual({ ready: false, checks: { disk: "full", clock: "ok" } });
  expect(health.storable()).toBe(false);
  await look();
  said["disk"] = "ok";
  expect((await look()).ready).toBe(true);
  expect(health.storable()).toBe(true);
  expect(heard).toEqual(["disk: ok -> full", "disk: full -> ok"]);
});

test("what keeps nothing keeps no run from beginning", async () => {
  const { said, health, look } = world();
  said["clock"] = "25.0 h ahead";
  expect((await look()).ready).toBe(false);
  expect(health.storable()).toBe(true);
});

test("a check that hangs is late, and not asked again until it has answered", async () => {
  const { said, look } = world();
  const { promise, resolve } = Promise.withResolvers<string>();
  said["disk"] = promise;
  expect((await look()).checks["disk"]).toBe("late");
  said["disk"] = "ok";
  expect((await look()).checks["disk"]).toBe("late");
  resolve("ok");
  await vi.advanceTimersByTimeAsync(0);
  expect((await look()).checks["disk"]).toBe("ok");
});

test("a check that throws is not well", async () => {
  const { said, look } = world();
  said["disk"] = Promise.reject(new Error("read-only file system"));
  expect((await look()).checks["disk"]).toBe("read-only file system");
});
