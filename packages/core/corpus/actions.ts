import { z } from "zod";
import type { ActionSpec, Need } from "../src/action/spec.ts";
import { parseLogicalPath } from "../src/action/logical-path.ts";

const write = (path: string): Need[] => {
  const logical = parseLogicalPath(path);
  return typeof logical === "string" ? [] : [{ kind: "write", path: logical }];
};
const path = z.string().refine((text) => typeof parseLogicalPath(text) !== "string", "expected a path inside the workspace");

const read = z.strictObject({ path: path.describe("File to read."), "max-bytes": z.int().min(1).max(1_000_000).optional() });
const fileWrite = z.strictObject({
  path: path.describe("File to write."),
  content: z.union([z.string(), z.strictObject({ lines: z.array(z.string()) })]).describe("What to write."),
  mode: z.enum(["replace", "append"]).default("replace"),
});
const shell = z
  .strictObject({
    argv: z.array(z.string()).min(1).optional().describe("The command, word by word."),
    cmd: z.string().min(1).optional(),
    stdin: z.string().optional(),
    deterministic: z.boolean().default(false),
  })
  .refine((value) => (value.argv === undefined) !== (value.cmd === undefined), "expected exactly one of argv and cmd");

const spec = <P>(value: Omit<ActionSpec<P>, "idempotent" | "preview">): [string, ActionSpec] => [
  value.name,
  { ...value, idempotent: true, preview: () => value.name } as unknown as ActionSpec,
];

/** Actions for tests of the language: shaped like the product's, independent of them. */
export const sampleActions: ReadonlyMap<string, ActionSpec> = new Map([
  spec({ name: "fs.read", summary: "Reads a file.", params: read, capability: "none", needs: () => [] }),
  spec({ name: "fs.write", summary: "Writes a file.", params: fileWrite, capability: "write", needs: (value) => write(value.path) }),
  spec({
    name: "shell.run",
    summary: "Runs a command.",
    params: shell,
    capability: "shell",
    constant: { cmd: "write the command as words: argv: [git, log, \"${{ inputs.x }}\"]" },
    needs: (value) => [{ kind: "shell", argv: value.argv ?? [], cwd: { root: "workspace", path: "" } }],
  }),
]);
