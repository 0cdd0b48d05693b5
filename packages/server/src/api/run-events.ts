import { z } from "zod";
import type { Tx } from "../storage/database/types.ts";
import { defineOperation } from "./define-operation.ts";
import { invalid, notFound } from "./problems.ts";
import { readDetail } from "./run-detail.ts";
import { runParam } from "./runs.ts";
import { messageOf, type RunMessage } from "./views/run-message.ts";

/** Looks again after so long even when nobody told. */
const POLL_MS = 1_000;
/** So soon after being told: many events that come together are one look. */
const PAUSE_MS = 50;
/** Notices are of all runs of all tenants: a stream that was woken for nothing looks more and more seldom, up to this. */
const LONGEST_PAUSE_MS = 400;
/** Streams of one tenant. Each looks about twice a second while nothing comes. */
const MOST_STREAMS = 100;
/** Whoever follows is asked for again so often: a token that was revoked meanwhile shows nothing more. */
const STANDING_MS = 1_000;
/** A stream is no longer than this: whoever still wants it asks again, with a token that is still valid. */
const LONGEST_MS = 15 * 60_000;
/** Comments between events, so that proxies do not take the connection for dead. */
const HEARTBEAT_MS = 15_000;

export const followRun = defineOperation(
  {
    id: "runs.events",
    summary: "Follow a run",
    description:
      "Server-sent events from the first one, or after `Last-Event-ID`; the data of each is a RunMessage. The stream ends with " +
      "`end` when the run is over, or has stopped by a problem: once it is resumed, follow it again.",
    scope: "runs:read",
    params: runParam,
    headers: ["last-event-id"],
    reply: z.string(),
    success: { types: ["text/event-stream"] },
    detached: true,
    maxConcurrent: MOST_STREAMS,
  },
  async ({ params }, { services, caller, signal, header }) => {
    const last = header("last-event-id") ?? "0";
    if (!/^\d{1,15}$/.test(last)) {
      throw invalid("invalid-event-id", `expected the number of an event as Last-Event-ID, got other text`);
    }
    const { tenant } = caller;
    const found = await services.database.tenant(tenant, (tx) => services.runs.resolve(tx, tenant, params.run));
    if (!found) return notFound;
    let asked = Date.now();
    const stands = async (tx: Tx) => {
      if (Date.now() - asked < STANDING_MS) return true;
      asked = Date.now();
      return await services.access.stillMay(tx, caller, "runs:read");
    };
    const look = (after: number, known: string) =>
      services.database.tenant(tenant, async (tx) => {
        if (!(await stands(tx))) return { messages: [], after, state: known, over: true };
        const run = await services.runs.find(tx, tenant, found.run);
        if (!run) return { messages: [], after, state: known, over: true };
        // Read after the state: a run that is over has no further events, and one that stopped none until it is resumed.
        const steps = await services.runs.events(tx, tenant, run.run, after);
        const messages: RunMessage[] = steps.map(messageOf);
        const rests = run.state === "over" || run.state === "stopped";
        if (rests) {
          messages.push({ kind: "end", run: await readDetail(services, tx, tenant, run) });
        } else if (run.state !== known) messages.push({ kind: "state", run });
        return { messages, after: steps.at(-1)?.n ?? after, state: run.state, over: rests };
      });
    const stream = eventStream(look, Number(last), (wake) => services.database.listen("queue", wake), signal);
    return { content: stream, headers: { "content-type": "text/event-stream", "cache-control": "no-store" } };
  },
);

type Look = (
  after: number,
  state: string,
) => Promise<{
  readonly messages: readonly RunMessage[];
  readonly after: number;
  readonly state: string;
  readonly over: boolean;
}>;

/** Looks when the client has room for more, and never while it has not; ends when the client is gone. */
function eventStream(
  look: Look,
  from: number,
  listen: (wake: () => void) => () => void,
  signal: AbortSignal,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let after = from;
  let state = "";
  let beat = Date.now();
  const ends = beat + LONGEST_MS;
  let told = true;
  let pauseMs = PAUSE_MS;
  let wake = () => {};
  let closed = false;
  const unlisten = listen(() => {
    told = true;
    wake();
  });
  const close = () => {
    closed = true;
    unlisten();
    signal.removeEventListener("abort", close);
    wake();
  };
  signal.addEventListener("abort", close);
  if (signal.aborted) close();
  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        while (!closed) {
          told = false;
          const seen = await look(after, state).catch((error: unknown) => {
            close();
            throw error;
          });
          ({ after, state } = seen);
          const silent = Date.now() - beat >= HEARTBEAT_MS;
          if (seen.messages.length > 0 || silent) {
            beat = Date.now();
            if (seen.messages.length > 0) pauseMs = PAUSE_MS;
            controller.enqueue(encoder.encode(seen.messages.map(framed).join("") || ": still here\n\n"));
          }
          if (seen.over || Date.now() >= ends) {
            close();
            break;
          }
          if (seen.messages.length > 0 || silent) return;
          if (!told) await pause(POLL_MS);
          // Whatever wakes it: no more looks than these, for any number of notices.
          await new Promise((resolve) => setTimeout(resolve, pauseMs));
          pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
        }
        controller.close();
      },
      cancel: close,
    },
    { highWaterMark: 0 },
  );
}

function framed(message: RunMessage): string {
  const id = "n" in message ? `id: ${message.n}\n` : "";
  return `${id}event: ${message.kind}\ndata: ${JSON.stringify(message)}\n\n`;
}
