import { createHash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";

/** What was written. */
export interface Written {
  readonly bytes: number;
  readonly sha256: string;
}

/** Writes a new file and its SHA-256 at the same time. On the disk when `end` resolves. */
export class DigestingWriter {
  readonly #file: FileHandle;
  readonly #hash = createHash("sha256");
  #bytes = 0;

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  static async create(path: string, mode = 0o600): Promise<DigestingWriter> {
    return new DigestingWriter(await open(path, "wx", mode));
  }

  async write(data: Uint8Array | string): Promise<void> {
    const bytes = typeof data === "string" ? Buffer.from(data) : data;
    this.#hash.update(bytes);
    this.#bytes += bytes.length;
    await this.#file.writeFile(bytes);
  }

  async end(): Promise<Written> {
    try {
      await this.#file.sync();
    } finally {
      await this.#file.close();
    }
    return { bytes: this.#bytes, sha256: this.#hash.digest("hex") };
  }

  /** Closes it after something failed. */
  async abandon(): Promise<void> {
    await this.#file.close().catch(() => undefined);
  }
}
