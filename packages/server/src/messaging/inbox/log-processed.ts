import type { Processed } from "./inbox-deps.ts";

/** Where lines go. */
export interface EventLog {
  readonly info: (detail: object, message: string) => void;
  readonly warn: (detail: object, message: string) => void;
}

/** One line for each event that started a run, and for each attempt that went wrong: which, and why. Never what was sent. */
export function logProcessed(log: EventLog, { tenant, channel, event, outcome, error }: Processed): void {
  if (outcome.kind === "answered" || outcome.kind === "skipped") return;
  const detail = {
    tenant,
    channel: channel?.name ?? event.channel,
    kind: channel?.kind,
    delivery: event.id,
    event: event.event,
    attempts: event.attempts + 1,
    ...("run" in outcome ? { run: outcome.run } : {}),
    ...("code" in outcome ? { code: outcome.code, problem: outcome.problem } : {}),
    ...(error === undefined ? {} : { err: error }),
  };
  if (outcome.kind === "started") log.info(detail, "event started a run");
  else if (outcome.kind === "later") log.info(detail, "event will be retried");
  else log.warn(detail, "event failed");
}
