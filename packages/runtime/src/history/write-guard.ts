import { Fault } from "@sdetkit/core";

const SQLITE_IOERR = 10;

/**
 * Lets nothing more be written through a history once the disk failed. After a failed fsync nobody knows what of the last
 * writes is on the disk, and the next fsync may wrongly report success: only opening the history again starts from what is there.
 */
export class WriteGuard {
  #failure: Fault | null = null;

  /** Does the work and remembers when the disk fails under it. Fault `storage-failed` when it did so before. */
  run<T>(work: () => T): T {
    if (this.#failure !== null) {
      throw new Fault(
        "storage-failed",
        `expected the disk to have worked so far, got earlier: ${this.#failure.message}`,
        { remedy: "check the disk and the system log, then start again", cause: this.#failure },
      );
    }
    try {
      return work();
    } catch (error) {
      this.note(error);
      throw error;
    }
  }

  /** Remembers a failure of the disk; anything else is none of its business. */
  note(error: unknown): void {
    if (error instanceof Fault && error.code === "storage-failed" && isOfDisk(error.cause)) this.#failure ??= error;
  }
}

function isOfDisk(cause: unknown): boolean {
  const { code, errcode } = (cause ?? {}) as { code?: unknown; errcode?: unknown };
  if (typeof errcode === "number") return (errcode & 0xff) === SQLITE_IOERR;
  return typeof code === "string" && /^E[A-Z0-9]+$/.test(code);
}
