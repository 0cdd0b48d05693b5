import { formatLogicalPath } from "@sdetkit/core";
import { z } from "zod";
import { hashing } from "../platform/hashing.ts";
import { refuseVariables } from "../redact/clear-artifact.ts";
import { logicalPath, pathParam } from "./path-param.ts";
import type { Action } from "./types.ts";

const MEBIBYTE = 1024 * 1024;

const params = z.strictObject({
  path: pathParam("File to read"),
  encoding: z
    .enum(["utf8", "base64", "none"])
    .default("utf8")
    .describe("How the content enters the outputs; none: only its digest and size do"),
  "max-bytes": z
    .int()
    .min(0)
    .max(64 * MEBIBYTE)
    .default(MEBIBYTE)
    .describe("The step fails when the file is larger"),
});

/** Reads one file: its content, digest and size become outputs. Credentials of a known shape are cut from the content. */
export const fsRead: Action<z.output<typeof params>> = {
  name: "fs.read",
  summary: "Reads a file of the workspace or of the output folder.",
  params,
  capability: "none",
  idempotent: true,
  needs: ({ path }) => [{ kind: "read", path: logicalPath(path) }],
  preview: ({ path }) => `Read ${formatLogicalPath(logicalPath(path))}`,

  async execute({ path, encoding, "max-bytes": maxBytes }, { files, redactor }) {
    const logical = logicalPath(path);
    const data = await files.read(logical, { maxBytes });
    const sha256 = hashing.hex(data);
    const described = { sha256, bytes: data.length };
    const answer = {
      artifacts: [],
      volatile: {},
    };
    if (encoding !== "none") refuseVariables(data, formatLogicalPath(logical), redactor);
    const shown = Buffer.from(encoding === "none" ? "" : redactor.shapes.bytes(data));
    if (encoding === "none") return { ...answer, status: "succeeded", outputs: described };
    if (encoding === "base64")
      return { ...answer, status: "succeeded", outputs: { content: shown.toString("base64"), ...described } };
    try {
      const content = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(shown);
      return { ...answer, status: "succeeded", outputs: { content, ...described } };
    } catch {
      const message = `${formatLogicalPath(logical)}: expected UTF-8 text, found other bytes; use encoding: base64 or none`;
      return { ...answer, status: "failed", failure: { code: "not-text", message }, outputs: {} };
    }
  },
};
