/** Text as it is made, as a stream of UTF-8; what makes it is ended when nobody reads on. */
export function textStream(parts: Iterable<string> | AsyncIterable<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const iterator = Symbol.asyncIterator in parts ? parts[Symbol.asyncIterator]() : parts[Symbol.iterator]();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        for (;;) {
          const next = await iterator.next();
          if (next.done) return controller.close();
          // An empty chunk would end a chunked body, and would not be asked for again.
          if (next.value !== "") return controller.enqueue(encoder.encode(next.value));
        }
      },
      async cancel() {
        await iterator.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}
