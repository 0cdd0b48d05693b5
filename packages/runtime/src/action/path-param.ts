import { type LogicalPath, parseLogicalPath } from "@sdetkit/core";
import { z } from "zod";

/** A parameter that holds a path of the workspace or the output folder, as text; a path that cannot be is refused. */
export function pathParam(description: string): z.ZodString {
  return z
    .string()
    .max(4096)
    .refine((text) => typeof parseLogicalPath(text) !== "string", {
      error: (issue) =>
        `Expected a path relative to the workspace, or output:/…, without \`..\` and backslashes; got ${JSON.stringify(issue.input)}.`,
    })
    .describe(description);
}

/** The path that a checked parameter means. */
export function logicalPath(checked: string): LogicalPath {
  const path = parseLogicalPath(checked);
  if (typeof path === "string") throw new TypeError(`a path was used that its schema refuses: ${path}`);
  return path;
}
