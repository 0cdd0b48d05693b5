import { everyOne } from "../work-loop.ts";
import type { InboxDeps } from "./inbox-deps.ts";
import { claimSaid, type DueConversation, dueConversations } from "./inbox-rows.ts";
import { Turns } from "./turns.ts";
import { type Away, workOne } from "./work-one.ts";

/** Conversations looked at in one go, and for how long: then it is looked anew who is due, so that nobody new waits long. */
const CONVERSATIONS = 200;
const ROUND_MS = 250;

/**
 * A worker of what people say: many conversations at once, tenants in turn, and in a conversation one thing after the other in the order
 * it came in, by one replica at a time. What has to be tried again holds up nothing that was said after it.
 * @param atOnce conversations: each holds one connection, and what is asked for may need another.
 */
export function createSaidWorker(deps: InboxDeps, atOnce: number): (going: () => boolean) => Promise<void> {
  const away: Away = new Map();
  return async (going) => {
    for (let found = true; found && going(); ) {
      const due = await dueConversations(deps, CONVERSATIONS);
      const turns = new Turns<DueConversation>(due);
      const until = deps.now() + ROUND_MS;
      const next = () => (going() && deps.now() < until ? turns.next() : undefined);
      found = false;
      await everyOne(
        Array.from({ length: Math.min(atOnce, due.length) }, async () => {
          for (let one = next(); one; one = next()) {
            const conversation = one;
            const done = await workOne(one.tenant, (tx) => claimSaid(tx, conversation, deps), deps, away);
            if (done === "none") continue;
            found = true;
            turns.add(conversation);
          }
        }),
      );
    }
  };
}
