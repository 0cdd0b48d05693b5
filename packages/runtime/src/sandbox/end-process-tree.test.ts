import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, it } from "vitest";
import { endProcessTree } from "./end-process-tree.ts";

it("ends what the keeper of a sandbox has just started, in a session of its own", async () => {
  const keeper = spawn("sh", ["-c", "setsid sleep 1000 & echo begun; wait"], { detached: true });
  await once(keeper.stdout, "data");
  const closed = once(keeper, "close");
  await endProcessTree(keeper.pid as number, true, 0, once(keeper, "exit"));
  // Whatever is left holds the pipe open.
  expect(await closed).toEqual([null, "SIGKILL"]);
}, 10_000);
