import { spawn } from "node:child_process";
import { once } from "node:events";
import { GitFailure, gitEnvironment, guarded } from "../../workspace/git.ts";

const LINE_FEED = 10;

/**
 * Reads blobs of a repository one after the other, in the order in which they are named, from one git process. Null stands for one that
 * is larger than `maxBytes` or that the repository does not have.
 * @throws GitFailure
 */
export async function* readBlobs(
  root: string,
  blobs: readonly string[],
  maxBytes: number,
): AsyncGenerator<Uint8Array | null> {
  const child = spawn("git", [...guarded(), "cat-file", "--batch", "--buffer"], {
    cwd: root,
    env: gitEnvironment(),
    stdio: ["pipe", "pipe", "pipe"],
  });
  const closed = once(child, "close") as Promise<[number | null]>;
  let complaint = "";
  child.stderr.on("data", (data: Buffer) => {
    complaint += data.toString("utf8").slice(0, 1000);
  });
  // It may end before it has read all: its exit code says why.
  child.stdin.on("error", () => undefined);
  child.stdin.end(blobs.map((blob) => `${blob}\n`).join(""));
  try {
    const input = new ByteReader(child.stdout);
    for (const _ of blobs) {
      const header = await input.line();
      if (header === null) break;
      const size = /^[0-9a-f]+ \w+ (?<size>\d+)$/.exec(header)?.groups?.["size"];
      if (size === undefined) yield null;
      else {
        const content = await input.bytes(Number(size), Number(size) <= maxBytes);
        await input.bytes(1, false);
        yield content;
      }
    }
    const [code] = await closed;
    if (code !== 0) throw new GitFailure(code, complaint);
  } finally {
    child.kill();
  }
}

/** Takes lines and bytes from a stream. */
class ByteReader {
  private readonly chunks: AsyncIterator<Buffer>;
  private rest: Buffer = Buffer.alloc(0);

  constructor(stream: AsyncIterable<Buffer>) {
    this.chunks = stream[Symbol.asyncIterator]();
  }

  /** The next line without its end; null at the end of the stream. */
  async line(): Promise<string | null> {
    let end = this.rest.indexOf(LINE_FEED);
    while (end < 0) {
      const more = await this.more();
      if (more === null) return null;
      const before = this.rest.length;
      this.rest = Buffer.concat([this.rest, more]);
      end = this.rest.indexOf(LINE_FEED, before);
    }
    const line = this.rest.subarray(0, end).toString("utf8");
    this.rest = this.rest.subarray(end + 1);
    return line;
  }

  /** So many bytes; null where they are not kept, or where the stream ends before. */
  async bytes(count: number, kept: boolean): Promise<Uint8Array | null> {
    const parts: Buffer[] = [];
    let missing = count;
    while (missing > 0) {
      if (this.rest.length === 0) {
        const more = await this.more();
        if (more === null) return null;
        this.rest = more;
      }
      const part = this.rest.subarray(0, missing);
      this.rest = this.rest.subarray(part.length);
      missing -= part.length;
      if (kept) parts.push(part);
    }
    if (!kept) return null;
    return parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts);
  }

  private async more(): Promise<Buffer | null> {
    const next = await this.chunks.next();
    return next.done === true ? null : next.value;
  }
}
