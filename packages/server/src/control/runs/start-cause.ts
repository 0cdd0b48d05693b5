/** What starts a run: each way in has its own. */
export type StartCause =
  /** A request of the API. `request`: its id. That asking again starts nothing again is its Idempotency-Key's. */
  | { readonly kind: "request"; readonly request: string }
  /** Something that a person said in a conversation, where its answers go. */
  | ({ readonly kind: "message"; readonly conversation: string } & ReceivedEvent)
  /** An event that a program sent to a webhook. */
  | ({ readonly kind: "delivery" } & ReceivedEvent)
  /** A due time of a schedule. */
  | { readonly kind: "schedule"; readonly schedule: string; readonly due: Date };

/** An event that the inbox holds. */
interface ReceivedEvent {
  /** Id of the channel. */
  readonly channel: string;
  /** The sender's id of the event. */
  readonly event: string;
  /** The id that the log has for it. */
  readonly delivery: string;
}

/** What a run's row keeps of its cause. Of any number of starts with one `cause`, one starts a run; null: each starts its own. */
export function causeColumns(cause: StartCause): {
  readonly cause: string | null;
  readonly request: string;
  readonly conversation: string | null;
} {
  switch (cause.kind) {
    case "request":
      return { cause: null, request: cause.request, conversation: null };
    case "message":
      return { cause: eventKey(cause), request: cause.delivery, conversation: cause.conversation };
    case "delivery":
      return { cause: eventKey(cause), request: cause.delivery, conversation: null };
    case "schedule": {
      const { schedule, due } = cause;
      return { cause: `schedule:${schedule}:${due.toISOString()}`, request: schedule, conversation: null };
    }
  }
}

function eventKey({ channel, event }: ReceivedEvent): string {
  return `inbox:${channel}:${event}`;
}
