import type { Caller } from "../control/access/types.ts";
import type { OperationResult } from "./operation-result.ts";
import { ProblemFault, problem } from "./problems.ts";
import type { Services } from "./services.ts";
import type { Content, OperationSpec } from "./types.ts";

/** Seconds after which asking again may be worth it. */
const RETRY_SECONDS = "5";

/**
 * Holds a tenant to so many of an operation at once: what is long or heavy is bounded by no rate of requests, and one tenant's
 * streams and replays would be everybody's wait. Refuses with 429.
 */
export async function limitConcurrency(
  { id, maxConcurrent: most }: OperationSpec,
  { tenant }: Caller,
  { inProgress }: Pick<Services, "inProgress">,
  work: () => Promise<OperationResult>,
): Promise<OperationResult> {
  if (most === undefined) return work();
  const release = inProgress.begin(`${id} ${tenant}`, most);
  if (release === null) {
    const detail = `expected at most ${most} of ${id} at once, that many are in progress`;
    const remedy = "wait until one of them finishes";
    throw new ProblemFault(problem("too-many-at-once", detail, { remedy }), { "retry-after": RETRY_SECONDS });
  }
  try {
    const performed = await work();
    if (performed.kind === "content" && performed.content instanceof ReadableStream)
      return { ...performed, content: untilItsEnd(performed.content, release) };
    release();
    return performed;
  } catch (error) {
    release();
    throw error;
  }
}

/** The same stream, and told when it is over: read to its end, broken, or not wanted any more. */
function untilItsEnd(stream: ReadableStream<Uint8Array>, over: () => void): Content {
  const reader = stream.getReader();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read();
          if (!done) return controller.enqueue(value);
          over();
          controller.close();
        } catch (error) {
          over();
          throw error;
        }
      },
      async cancel(why) {
        over();
        await reader.cancel(why);
      },
    },
    { highWaterMark: 0 },
  );
}
