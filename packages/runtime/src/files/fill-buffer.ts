import fs from "node:fs";
import type { FileHandle } from "node:fs/promises";

/** Reads from where a file stands until the buffer is full or the file ends; what was read. */
export function fillBuffer(fd: number, buffer: Buffer): Buffer {
  const reading = fill(buffer);
  let step = reading.next();
  while (!step.done) step = reading.next(fs.readSync(fd, step.value, 0, step.value.length, null));
  return step.value;
}

/** As `fillBuffer`, while this thread does other work. */
export async function fillBufferAside(file: FileHandle, buffer: Buffer): Promise<Buffer> {
  const reading = fill(buffer);
  let step = reading.next();
  while (!step.done) step = reading.next((await file.read(step.value, 0, step.value.length)).bytesRead);
  return step.value;
}

/** Asks for what is still free to be read into, is told how many bytes came, and answers what is filled. */
function* fill(buffer: Buffer): Generator<Buffer, Buffer, number> {
  let filled = 0;
  for (let read = 1; read > 0 && filled < buffer.length; filled += read) read = yield buffer.subarray(filled);
  return buffer.subarray(0, filled);
}
