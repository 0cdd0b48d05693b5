import type { IncomingMessage } from "node:http";
import { problem } from "../api/problems.ts";
import { HttpProblem } from "./http-problem.ts";

/** Reads a request's body up to a limit: what says that it is longer is not read at all, what becomes longer not to its end. */
export function readBody(request: Request, incoming: IncomingMessage | undefined, max: number): Promise<Uint8Array> {
  const declared = incoming ? incoming.headers["content-length"] : request.headers.get("content-length");
  if (Number(declared ?? 0) > max) return Promise.reject(tooLarge(max));
  // Straight from the socket: a web stream around it costs more than all the rest.
  return incoming ? readIncoming(incoming, max) : readStream(request.body, max);
}

function readIncoming(incoming: IncomingMessage, max: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const done = () => {
      incoming.off("data", onData);
      incoming.off("end", onEnd);
      incoming.off("error", onGone);
      incoming.off("close", onGone);
    };
    const onData = (chunk: Buffer) => {
      size += chunk.length;
      if (size <= max) return void chunks.push(chunk);
      done();
      incoming.pause();
      reject(tooLarge(max));
    };
    const onEnd = () => {
      done();
      resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, size));
    };
    const onGone = () => {
      done();
      reject(gone());
    };
    incoming.on("data", onData);
    incoming.on("end", onEnd);
    incoming.on("error", onGone);
    incoming.on("close", onGone);
    if (incoming.readableEnded) onEnd();
    else if (incoming.destroyed) onGone();
  });
}

async function readStream(body: ReadableStream<Uint8Array> | null, max: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.byteLength;
    if (size > max) throw tooLarge(max);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

function tooLarge(max: number): HttpProblem {
  const detail = `expected a body of at most ${max} bytes, got a longer one`;
  // Whatever is still coming is not waited for.
  return new HttpProblem(problem("body-too-large", detail), { connection: "close" });
}

function gone(): HttpProblem {
  const detail = "expected the whole body, the connection ended early";
  return new HttpProblem(problem("body-incomplete", detail), { connection: "close" });
}
