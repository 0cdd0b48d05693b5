import { expect, it } from "vitest";
import { runStanding, runVerdict, stepStanding } from "./run-verdict.ts";

const step = (outputs: object) => ({ status: "succeeded" as const, outputs: outputs as { passed?: boolean } });
const run = (outputs: object, ...steps: object[]) =>
  runStanding({ status: "succeeded", outputs: outputs as { passed?: boolean }, steps: steps.map(step) });

it("is not passed when what succeeded says so, and only then", () => {
  expect(stepStanding(step({ passed: false }))).toBe("not-passed");
  expect(stepStanding(step({ passed: true }))).toBe("succeeded");
  expect(stepStanding(step({ passed: "false" }))).toBe("succeeded");
  expect(stepStanding({ status: "failed", outputs: { passed: false } })).toBe("failed");
  expect(run({ passed: false }, { passed: true })).toBe("not-passed");
  expect(run({ passed: true }, { passed: false })).toBe("succeeded");
  expect(runStanding({ status: "denied", outputs: { passed: false }, steps: [] })).toBe("denied");
});

it("is true, false, or not said", () => {
  const verdict = (outputs: object) => runVerdict({ status: "succeeded", outputs: outputs as never, steps: [] });
  expect([{ passed: true }, { passed: false }, { passed: "no" }, {}].map(verdict)).toEqual([true, false, null, null]);
  expect(runVerdict({ status: "failed", outputs: { passed: true }, steps: [] })).toBe(null);
});

it("goes by the one step of a run without outputs of its own", () => {
  expect(run({}, { passed: false })).toBe("not-passed");
  expect(run({ score: 1 }, { passed: false })).toBe("succeeded");
  expect(run({}, { passed: false }, {})).toBe("succeeded");
  expect(run({})).toBe("succeeded");
});
