import { expect, it } from "vitest";
import { ExitCode } from "./exit-code.ts";
import { Fault } from "./fault.ts";

it("takes its exit code and its remedy from the catalogue", () => {
  expect(new Fault("no-folder", "x")).toMatchObject({
    exit: ExitCode.usage,
    remedy: "name an existing folder with -C",
  });
  expect(new Fault("no-folder", "x", { remedy: "make it" })).toMatchObject({ exit: ExitCode.usage, remedy: "make it" });
  expect(new Fault("run-exists", "x").remedy).toBeUndefined();
});

it("takes no code that is not in the catalogue", () => {
  // @ts-expect-error
  expect(new Fault("no-such-code", "x").exit).toBe(ExitCode.failed);
});
