import { z } from "zod";
import { diagnostic, suggestions } from "../api/views/diagnostic.ts";
import { list } from "../api/views/shapes.ts";

/** What every refusal looks like. */
export const problemDocument = z
  .strictObject({
    type: z.string().meta({ format: "uri" }).describe("Identifies the kind of problem: ends with the code."),
    title: z.string().describe("Text for the code."),
    status: z.int(),
    code: z.string().describe("Stable, for programs."),
    detail: z.string().describe("What was expected, and what was received."),
    remedy: z.string().exactOptional().describe("Actions available in the current state."),
    errors: list(z.strictObject({ pointer: z.string(), detail: z.string() }))
      .exactOptional()
      .describe("The place and the error: a JSON pointer (RFC 6901) into the body, or the name of a query parameter."),
    diagnostics: list(diagnostic).exactOptional().describe("Diagnostics of a template or a configuration."),
    suggestions: suggestions.exactOptional().describe("Tasks that may have been meant."),
  })
  .meta({ id: "Problem", description: "A problem document (RFC 9457)." });
