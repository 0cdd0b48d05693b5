import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findPrlimit } from "@sdetkit/runtime";
import { afterEach, beforeEach, expect, it } from "vitest";
import { noteCommandLimits } from "../../control/runs/command-limits-note.ts";
import { loadSettings } from "../../settings/load-settings.ts";
import type { ServerContext } from "./check.ts";
import { limitsCheck } from "./limits-check.ts";

let folder: string;
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), "limits-check-")), ".sdetkit/server");
  mkdirSync(folder, { recursive: true });
});
afterEach(() => rmSync(join(folder, "../.."), { recursive: true, force: true }));

const look = () =>
  limitsCheck.look({
    settings: () => loadSettings({ folder, flags: {}, env: {} }),
  } as Partial<ServerContext> as ServerContext);
const rlimit = findPrlimit() === null ? "(not held: no prlimit)" : "(rlimit)";

it("says of the running server what holds each limit, and how to get more of it", async () => {
  noteCommandLimits(folder, { kind: "cgroups", folder: "/cg", controllers: ["pids"], create: () => expect.fail() });
  const { detail, remedy } = await look();
  expect(detail).toContain(`for the running server (process ${process.pid})`);
  expect(detail).toContain(`8 GiB of data a process ${rlimit}, 2048 processes (cgroup v2), all processors`);
  expect(remedy).toContain("enable the controllers memory, cpu");

  noteCommandLimits(folder, {
    kind: "cgroups",
    folder: "/cg",
    controllers: ["memory", "pids", "cpu"],
    create: () => expect.fail(),
  });
  const all = await look();
  expect(all.detail).toContain("8 GiB of memory (cgroup v2), 2048 processes (cgroup v2), 4 processors (cgroup v2)");
  expect(all.remedy ?? "").not.toContain("controllers");

  noteCommandLimits(folder, { kind: "none", why: "nobody gave it one", remedy: "ask for one" });
  const none = await look();
  expect(none).toMatchObject({ status: "warn", remedy: expect.stringContaining("ask for one: nobody gave it one") });
  expect(none.detail).toContain(`2048 processes a user ${rlimit}`);
});

it("speaks of no server that has ended", async () => {
  writeFileSync(
    join(folder, "command-limits.json"),
    '{"owner":"1-1-00000001","kind":"cgroups","folder":"/cg","controllers":[]}\n',
  );
  expect((await look()).detail).toContain("for a server started like this doctor");
});
