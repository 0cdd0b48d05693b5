import fs from "node:fs";
import { join } from "node:path";

const WORLD_READ = 0o004;
const WORLD_ENTER = 0o005;

export interface PrivateEntry {
  readonly path: string;
  readonly folder: boolean;
}

/**
 * What lies below a system folder that ordinary users may not read: `/etc/shadow`, host keys, … As an ordinary user the kernel
 * keeps commands from it; as root it has to be hidden from them.
 */
export function privateSystemFiles(folder: string): PrivateEntry[] {
  const found: PrivateEntry[] = [];
  let entries: fs.Dirent[];
  try {
    entries = fs.readdirSync(folder, { withFileTypes: true });
  } catch {
    return found;
  }
  for (const entry of entries) {
    const path = join(folder, entry.name);
    const stat = fs.lstatSync(path, { throwIfNoEntry: false });
    if (stat?.isDirectory()) {
      if ((stat.mode & WORLD_ENTER) === WORLD_ENTER) found.push(...privateSystemFiles(path));
      else found.push({ path, folder: true });
    } else if (stat && !stat.isSymbolicLink() && (stat.mode & WORLD_READ) === 0) found.push({ path, folder: false });
  }
  return found;
}
