import { execFileSync } from "node:child_process";
import { gitIn } from "./repository.ts";

/** One line of a tree object: mode, name, object. */
type Line = readonly [mode: string, name: string | Buffer, object: string];

/** Objects that git itself would not make: trees of any names, in any order. */
export const rawTree = {
  blob: (folder: string, text: string): string => write(folder, "blob", Buffer.from(text)),
  of: (folder: string, lines: readonly Line[]): string =>
    write(
      folder,
      "tree",
      Buffer.concat(
        lines.map(([mode, name, object]) =>
          Buffer.concat([
            Buffer.from(`${mode} `),
            Buffer.from(name as string),
            Buffer.of(0),
            Buffer.from(object, "hex"),
          ]),
        ),
      ),
    ),
  commit: (folder: string, tree: string): string => gitIn(folder, "commit-tree", tree, "-m", "raw"),
};

function write(folder: string, type: string, input: Buffer): string {
  const args = ["hash-object", "-t", type, "--literally", "-w", "--stdin"];
  return execFileSync("git", args, { cwd: folder, input, encoding: "utf8" }).trim();
}
