import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { Fault } from "@sdetkit/core";
import { decodeUtf8 } from "@sdetkit/runtime";

/** Reads the file of `--policy`: a `config.yaml`. What it says is the server's to check. The path it is at is absolute. */
export async function readPolicy(name: string, cwd: string): Promise<{ readonly path: string; readonly text: string }> {
  const path = resolve(cwd, name);
  try {
    return { path, text: decodeUtf8(await readFile(path)) };
  } catch (cause) {
    throw new Fault("usage", `expected the tenant's config.yaml in ${name}, but it cannot be read`, {
      remedy: "name a file like the .sdetkit/config.yaml that `sdetkit agent init` writes",
      cause,
    });
  }
}
