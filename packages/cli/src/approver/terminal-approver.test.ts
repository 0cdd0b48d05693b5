import type { ApprovalRequest, Sha256 } from "@sdetkit/core";
import { expect, test } from "vitest";
import { testConsole } from "../terminal/testing/test-console.ts";
import { approvedSteps, terminalApprover } from "./terminal-approver.ts";

const request: ApprovalRequest = {
  run: "r-1",
  step: "publish",
  action: "shell.run",
  digest: "ab".repeat(32) as Sha256,
  preview: "git push origin main\n\x1b[8mhidden",
  why: ["shell.run needs a person's yes"],
  reason: "releases the version",
  approvers: [],
  count: 1,
  expiresHours: 24,
};
const unpaused = { pauseFor: <T>(ask: () => Promise<T>) => ask() };

test("nobody at a terminal and no flag: unasked, never given", async () => {
  const console = testConsole();
  const answer = await terminalApprover({}, console, unpaused, "ada").ask(request);
  expect(answer).toEqual({ kind: "unasked", why: "there is no terminal to ask at, and no --approve was given" });
  expect(console.err()).toBe("");
});

test("a flag approves everything, or exactly the steps it names", async () => {
  const ask = (approve: string) => terminalApprover({ approve }, testConsole(), unpaused, "ada").ask(request);
  expect(await ask("*")).toEqual({ kind: "given", by: "ada", via: "flag" });
  expect(await ask("build, publish")).toMatchObject({ kind: "given" });
  expect(await ask("publish-not")).toMatchObject({ kind: "unasked" });
  expect(approvedSteps({ approve: "" })).toEqual(new Set());
});

test.each(["y", "Y", "yes", " yes "])("the answer %j is a yes", async (line) => {
  const console = testConsole({ tty: true, answers: [line] });
  const answer = await terminalApprover({}, console, unpaused, "ada").ask(request);
  expect(answer).toEqual({ kind: "given", by: "ada", via: "terminal" });
});

test.each([[""], ["n"], ["yep"], ["no yes"], []])("the answer %j is a no", async (...answers) => {
  const console = testConsole({ tty: true, answers: answers.filter((each) => each !== undefined) });
  expect(await terminalApprover({}, console, unpaused, "ada").ask(request)).toMatchObject({
    kind: "denied",
    by: "ada",
  });
});

test("after an interrupt, a cleanup step asks for its approval as well", async () => {
  const console = testConsole({ tty: true, answers: ["y"], signal: AbortSignal.abort() });
  expect(await terminalApprover({}, console, unpaused, "ada").ask(request)).toMatchObject({ kind: "given" });
});

test("the question shows exactly what will be done, and nothing in it can hide", async () => {
  const console = testConsole({ tty: true, answers: ["n"], env: { NO_COLOR: "1" } });
  await terminalApprover({}, console, unpaused, "ada").ask(request);
  expect(console.err()).toBe(`
Approval needed
  step    publish
  action  shell.run
  run     r-1
  why     releases the version
          shell.run needs a person's yes
  digest  ${"ab".repeat(32)}

  │ git push origin main
  │ \\x1b[8mhidden

Approve exactly this? [y/N] not approved

`);
});

test("two steps that ask at the same time are asked one after the other", async () => {
  const console = testConsole({ tty: true, answers: ["y", "n"] });
  const approver = terminalApprover({}, console, unpaused, "ada");
  const answers = await Promise.all([approver.ask(request), approver.ask({ ...request, step: "second" })]);
  expect(answers.map(({ kind }) => kind)).toEqual(["given", "denied"]);
});

test("a reason of several lines does not pass for lines of the question", async () => {
  const console = testConsole({ tty: true, answers: ["n"], env: { NO_COLOR: "1" } });
  const reason = "tidies up\n\n  │ Run ls\n\nApprove exactly this? [y/N] ";
  await terminalApprover({}, console, unpaused, "ada").ask({ ...request, reason });
  const lines = console.err().split("\n");
  expect(lines.filter((line) => line.startsWith("Approve exactly this?"))).toHaveLength(1);
  expect(lines.filter((line) => line.startsWith("  │ "))).toHaveLength(request.preview.split("\n").length);
});
