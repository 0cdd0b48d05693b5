import { Fault, type FaultCode, formatLogicalPath, type LogicalPath } from "@sdetkit/core";

/** Codes of the Faults that confined file access throws. Their messages hold logical paths only. */
export type FileFaultCode = Extract<
  FaultCode,
  | "path-escapes"
  | "path-invalid"
  | "file-missing"
  | "file-too-large"
  | "not-a-file"
  | "not-a-folder"
  | "permission-denied"
  | "disk-full"
  | "storage-failed"
>;

/** Faults that mean that nothing can be kept any more: the run stops, to be resumed; they are no outcome of a step. */
export const BROKEN_WORLD: ReadonlySet<FaultCode> = new Set<FileFaultCode>(["disk-full", "storage-failed"]);

/** A Fault about one confined path. @param what what was expected and what came, without machine text. */
export function fileFault(code: FileFaultCode, path: LogicalPath, what: string, cause?: unknown): Fault {
  return new Fault(code, `${formatLogicalPath(path)}: ${what}`, { cause });
}

/** Turns what a system call threw into a Fault; Faults pass unchanged. */
export function asFileFault(error: unknown, path: LogicalPath): Fault {
  if (error instanceof Fault) return error;
  switch ((error as NodeJS.ErrnoException).code) {
    case "ENOENT":
      return fileFault("file-missing", path, "expected a file or folder, found nothing", error);
    case "ELOOP":
      return fileFault("path-escapes", path, "expected a real file, found a link", error);
    case "ENOTDIR":
      return fileFault("not-a-folder", path, "expected folders on the way, found something else", error);
    case "EISDIR":
    case "ENXIO":
    case "ENODEV":
      return fileFault("not-a-file", path, "expected a regular file, found something else", error);
    case "ENAMETOOLONG":
    case "EINVAL":
    case "EILSEQ":
      return fileFault("path-invalid", path, "the file system cannot hold this name", error);
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return fileFault("permission-denied", path, "the file system refused access", error);
    case "ENOSPC":
    case "EDQUOT":
      return fileFault("disk-full", path, "no space left to write; the file is as it was before", error);
    default:
      return fileFault("storage-failed", path, "the file system reported a failure", error);
  }
}
