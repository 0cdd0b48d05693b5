import fs from "node:fs";
import type { LogicalPath, LogicalRoot } from "@sdetkit/core";
import { hashing } from "../platform/hashing.ts";
import { asFileFault, fileFault } from "./file-fault.ts";
import { listFiles } from "./list-files.ts";
import { readRegularFile } from "./read-regular-file.ts";
import { isAbandoned } from "./temporary-name.ts";
import type { ConfinedFiles } from "./types.ts";
import { inFolder, type OpenFolder, type Owner, segmentsOf } from "./walk-folders.ts";
import { writeAtomically } from "./write-atomically.ts";

/** What a read gives up at when nobody says otherwise: 64 MiB. */
const DEFAULT_MAX_BYTES = 64 * 1024 * 1024;

/**
 * File access that cannot leave its roots. On Linux every folder is entered from its parent's open descriptor without
 * following links, so that a link swapped in at any moment is refused. Without `/proc/self/fd` (macOS) the same walk goes
 * by path: links are refused, but a swap between the check and the use can win.
 *
 * @param roots absolute folders that exist; they themselves are trusted.
 * @param options.owner who owns what is written and made; the current user unless said.
 */
export function createConfinedFiles(
  roots: { readonly [root in LogicalRoot]: string },
  { owner }: { readonly owner?: Owner | undefined } = {},
): ConfinedFiles {
  async function within<T>(
    path: LogicalPath,
    depth: "parent" | "itself",
    make: boolean,
    use: (folder: OpenFolder, name: string) => T | Promise<T>,
  ): Promise<T> {
    try {
      const segments = segmentsOf(path);
      const name = depth === "parent" ? segments.pop() : "";
      if (name === undefined) throw fileFault("not-a-file", path, "expected a file, found the root folder");
      return await inFolder(roots[path.root], path, segments, make && (owner ?? true), (folder) => use(folder, name));
    } catch (error) {
      throw asFileFault(error, path);
    }
  }

  return {
    read: (path, options) =>
      within(path, "parent", false, (folder, name) =>
        readRegularFile(folder, name, path, options?.maxBytes ?? DEFAULT_MAX_BYTES),
      ),

    write(path, data) {
      const bytes = typeof data === "string" ? Buffer.from(data, "utf8") : data;
      return within(path, "parent", true, async (folder, name) => {
        await writeAtomically(folder, name, path, bytes, owner);
        return { sha256: hashing.hex(bytes), bytes: bytes.length };
      });
    },

    async *list(path, options) {
      try {
        yield* listFiles(roots[path.root], path, options ?? {});
      } catch (error) {
        // What `keep` throws, a cancel for one, is the caller's own.
        throw (error as NodeJS.ErrnoException).syscall === undefined ? error : asFileFault(error, path);
      }
    },

    makeFolder: (path) => within(path, "itself", true, () => undefined),

    async realPath(path) {
      if (path.path === "") return within(path, "itself", false, (folder) => fs.realpathSync(folder.base));
      return within(path, "parent", false, (folder, name) => {
        const stat = fs.lstatSync(`${folder.base}/${name}`);
        if (stat.isSymbolicLink())
          throw fileFault("path-escapes", path, "expected a real file or folder, found a link");
        return `${fs.realpathSync(folder.base)}/${name}`;
      });
    },

    sweepTemporaries: (path) =>
      within(path, "itself", false, (folder) => {
        const abandoned = fs.readdirSync(folder.base).filter(isAbandoned);
        for (const name of abandoned) fs.rmSync(`${folder.base}/${name}`, { force: true });
        if (abandoned.length > 0) fs.fsyncSync(folder.fd);
        return abandoned.length;
      }),
  };
}
