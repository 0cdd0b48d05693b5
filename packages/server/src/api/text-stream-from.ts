/** Text is handed on in pieces of this size, in UTF-16 code units. */
const PIECE = 64 * 1024;

/**
 * Text of something that writes: it is held up while nobody reads, and its `write` throws when nobody will any more. Resolves
 * when the first piece is there, so that what fails before is an error and no broken stream.
 */
export async function textStreamFrom(
  produce: (write: (text: string) => Promise<void>) => Promise<void>,
): Promise<ReadableStream<Uint8Array>> {
  const { readable, writable } = new TransformStream<string, string>(undefined, { highWaterMark: 1 });
  const writer = writable.getWriter();
  const { promise: begun, resolve, reject } = Promise.withResolvers<void>();
  let piece = "";
  const flush = async () => {
    resolve();
    const text = piece;
    piece = "";
    if (text !== "") await writer.write(text);
  };
  produce(async (text) => {
    piece += text;
    if (piece.length >= PIECE) await flush();
  })
    .then(flush)
    .then(() => writer.close())
    .catch((error: unknown) => {
      reject(error);
      void writer.abort(error).catch(() => undefined);
    });
  await begun;
  return readable.pipeThrough(new TextEncoderStream());
}
