import { z } from "zod";
import { list } from "./shapes.ts";

/** One thing that an author wrote wrong, with its place. */
export const diagnostic = z
  .strictObject({
    code: z.string().describe("Stable, listed in the reference of diagnostics."),
    severity: z.enum(["error", "warning"]),
    file: z.string(),
    place: z
      .strictObject({ line: z.int(), column: z.int(), length: z.int() })
      .describe("From 1, in UTF-16 code units."),
    message: z.string(),
    hint: z.string().describe("What to write instead."),
    input: z.string().optional().describe("The invalid input, if the problem concerns one."),
  })
  .meta({ id: "Diagnostic" });

/** One need that nothing allows. */
export const denial = z
  .strictObject({
    rule: z.string(),
    need: z
      .looseObject({ kind: z.enum(["read", "write", "shell", "network"]) })
      .nullable()
      .describe("What the step would touch: `path`, or `argv` and `cwd`."),
    message: z.string(),
    remedy: z.string(),
  })
  .meta({ id: "Denial" });

/** A task that was perhaps meant. */
export const suggestions = list(z.strictObject({ task: z.string(), title: z.string() }));
