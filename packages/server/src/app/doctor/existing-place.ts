import { existsSync } from "node:fs";
import { dirname } from "node:path";

/** A file or folder, or the nearest folder above it that is there: where it would be made. */
export function existingPlace(path: string): string {
  return existsSync(path) ? path : existingPlace(dirname(path));
}
