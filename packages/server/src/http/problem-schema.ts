import { z } from "zod";
import { diagnostic, suggestions } from "../api/views/diagnostic.ts";
import { list } from "../api/views/shapes.ts";

/** What every refusal looks like. */
export const problemDocument = z
  .strictObject({
    type: z.string().meta({ format: "uri" }).describe("Identifies the kind of problem: ends with the code."),
    title: z.string().describe("The code in words."),
    status: z.int(),
    code: z.string().describe("Stable, for programs."),
    detail: z.string().describe("What was expected, and what came."),
    remedy: z.string().exactOptional().describe("What can be done now."),
    errors: list(z.strictObject({ pointer: z.string(), detail: z.string() }))
      .exactOptional()
      .describe("What is wrong where: a JSON pointer (RFC 6901) into the body, or the name in a query."),
    diagnostics: list(diagnostic).exactOptional().describe("What is wrong with a template or a configuration."),
    suggestions: suggestions.exactOptional().describe("Tasks that were perhaps meant."),
  })
  .meta({ id: "Problem", description: "A problem document (RFC 9457)." });
