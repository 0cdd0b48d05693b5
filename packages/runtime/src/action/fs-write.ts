import { firstLines, formatLogicalPath, type Json } from "@sdetkit/core";
import { z } from "zod";
import { clearArtifact, countMarks } from "../redact/clear-artifact.ts";
import { logicalPath, pathParam } from "./path-param.ts";
import type { Action, ActionContext } from "./types.ts";

const json: z.ZodType<Json> = z.json();

const params = z
  .strictObject({
    path: pathParam("File to write; folders on the way are made"),
    content: json.describe("What to write: text, or with encoding json any value"),
    encoding: z
      .enum(["utf8", "base64", "json"])
      .default("utf8")
      .describe("utf8: the text as it is; base64: the bytes it stands for; json: the value, indented"),
  })
  .superRefine(({ content, encoding }, problem) => {
    if (encoding === "json") return;
    const message = "Expected text; for other values use encoding: json.";
    // In these words a number that an expression gave becomes text, as it does in `argv`.
    if (typeof content === "number" || typeof content === "boolean")
      problem.addIssue({ code: "invalid_type", expected: "string", input: content, path: ["content"], message });
    else if (typeof content !== "string") problem.addIssue({ code: "custom", path: ["content"], message });
    else if (encoding === "base64" && !/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(content))
      problem.addIssue({ code: "custom", path: ["content"], message: "Expected Base64 without blanks, with padding." });
  });

type Params = z.output<typeof params>;

function bytesOf({ content, encoding }: Params): Uint8Array {
  if (encoding === "json") return Buffer.from(`${JSON.stringify(content, null, 2)}\n`, "utf8");
  return Buffer.from(content as string, encoding);
}

/** What is written. Also counted is what was cut from an earlier step's output that became part of the content. */
function toWrite(
  value: Params,
  path: string,
  context: Pick<ActionContext, "redactor" | "redact">,
): { data: Uint8Array; redacted: { redacted?: number } } {
  // JSON is cut leaf by leaf first: cutting into its text could leave something that is no JSON.
  const byLeaf = context.redact && value.encoding === "json";
  const content = byLeaf ? context.redactor.credentials.json(value.content) : value.content;
  const { data } = clearArtifact(bytesOf({ ...value, content }), path, context);
  const places = context.redact ? countMarks(data) : 0;
  return { data, redacted: places > 0 ? { redacted: places } : {} };
}

/** Writes one file, atomically and durably: exactly the content, unless the step says `redact: true`. */
export const fsWrite: Action<Params> = {
  name: "fs.write",
  summary: "Writes a file in the workspace or in the output folder.",
  params,
  capability: "write",
  idempotent: true,
  needs: ({ path }) => [{ kind: "write", path: logicalPath(path) }],
  preview(value) {
    const bytes = bytesOf(value);
    const heading = `Write ${formatLogicalPath(logicalPath(value.path))} (${bytes.length} bytes)`;
    return [heading, ...(value.encoding === "base64" ? [] : firstLines(Buffer.from(bytes).toString("utf8")))].join(
      "\n",
    );
  },

  async execute(value, { files, blobs, ...context }) {
    const logical = logicalPath(value.path);
    const path = formatLogicalPath(logical);
    const { data, redacted } = toWrite(value, path, context);
    const written = await files.write(logical, data);
    await blobs.put(data);
    return {
      status: "succeeded",
      outputs: { path, ...written },
      artifacts: [{ name: logical.path, path, ...written, volatile: false, ...redacted }],
      volatile: {},
    };
  },
};
