import { Fault } from "@sdetkit/core";
import type { ConfinedFiles } from "../files/types.ts";

/** Larger files are not read: nobody wrote them by hand, and a scan of them takes long and says little. */
export const MAX_TEXT_BYTES = 2 * 1024 * 1024;

/** Why the content of a file was not looked at. */
export type SkipReason = "binary" | "too-large" | "unreadable";

export type ReadAnswer =
  | { readonly kind: "read"; readonly data: Uint8Array }
  | { readonly kind: "missing" }
  | { readonly kind: "link" }
  | { readonly kind: "skipped"; readonly reason: SkipReason };

/** Reads a workspace file up to the cap; what cannot be read (vanished, no permission, a link by now) is an answer, not an error. */
export async function readFile(files: ConfinedFiles, path: string): Promise<ReadAnswer> {
  try {
    return { kind: "read", data: await files.read({ root: "workspace", path }, { maxBytes: MAX_TEXT_BYTES }) };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    if (error.code === "file-missing") return { kind: "missing" };
    if (error.code === "file-too-large") return { kind: "skipped", reason: "too-large" };
    if (error.code === "path-escapes") return { kind: "link" };
    return { kind: "skipped", reason: "unreadable" };
  }
}
