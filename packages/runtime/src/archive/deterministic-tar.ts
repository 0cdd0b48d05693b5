import { Fault } from "@sdetkit/core";
import { packTar } from "modern-tar";

/** What an archive says of an entry besides its name, kind, mode and content: nothing that differs from place to place. */
export const TAR_ATTRIBUTES = { mode: 0o644, uid: 0, gid: 0, uname: "", gname: "", mtime: new Date(0) };

/** One file of an archive. `name` is relative, with `/`. */
export interface TarFile {
  readonly name: string;
  readonly data: Uint8Array;
}

/**
 * A tar whose bytes depend on names and contents alone: sorted by code units, mode 0644, uid and gid 0, no user or group
 * name, mtime 0. Names that a ustar header cannot hold travel in a PAX header (POSIX.1-2001). Throws a Fault
 * (`archive-name`) for a name that is absolute, empty, climbs, holds NUL, or comes twice.
 */
export async function writeDeterministicTar(files: readonly TarFile[]): Promise<Uint8Array> {
  const sorted = [...files].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  for (const [index, { name }] of sorted.entries()) {
    if (sorted[index - 1]?.name === name) throw refused(name, "a name that comes once, found it twice");
    if (name.includes("\0") || !name.isWellFormed()) throw refused(name, "a name without NUL and half characters");
    const parts = name.split("/");
    if (parts.some((part) => part === "" || part === "." || part === "..")) {
      throw refused(name, "a relative name without empty parts, `.` and `..`");
    }
  }
  const header = { ...TAR_ATTRIBUTES, type: "file" } as const;
  return packTar(sorted.map(({ name, data }) => ({ header: { ...header, name, size: data.length }, body: data })));
}

function refused(name: string, expected: string): Fault {
  return new Fault("archive-name", `Expected ${expected}: ${JSON.stringify(name)} cannot go into an archive.`);
}
