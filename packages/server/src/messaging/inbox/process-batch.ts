import type { Outgoing } from "@sdetkit/channel-adapters";
import { isAway } from "../../storage/database/database-fault.ts";
import { writeLog } from "../conversations/conversation-log.ts";
import { answerTo, heardOf, type KnownEvent, whoSaid } from "./handle-message.ts";
import { channelsOf, type InboxDeps, type Processed } from "./inbox-deps.ts";
import { type ClaimedHead, claimHeads, mark } from "./inbox-rows.ts";
import { CHANNEL_REMOVED, type Outcome } from "./outcome.ts";
import { isSaid, type Said } from "./process-one.ts";

/** For how long answers are begun: what is left then is answered in the next transaction. */
const BEGIN_MS = 250;

/** What became of conversations of a tenant. */
export interface ProcessedBatch {
  /** In these somebody was answered, or would be by and by: there may be more. */
  readonly again: readonly string[];
  /** What is said there acts, may take long or went wrong: it gets a transaction of its own. */
  readonly alone: readonly string[];
}

type Head = ClaimedHead & Said;
type Asked = KnownEvent & { readonly head: Head };

/**
 * Answers what was said first in each of some conversations of a tenant, where that only reads: the replies, and that each was worked off,
 * are there together or not at all. When one cannot be answered, nothing of it was written, and it gets a transaction of its own.
 */
export async function processBatch(
  tenant: string,
  conversations: readonly string[],
  deps: InboxDeps,
): Promise<ProcessedBatch> {
  const isQuick = quickFor(deps.chat);
  let heads: readonly ClaimedHead[] = [];
  let current: ClaimedHead | null = null;
  try {
    const worked = await deps.database.tenant(tenant, async (tx) => {
      heads = await claimHeads(tx, tenant, conversations, deps);
      const quick = heads.filter(isQuick);
      if (quick.length === 0) return [];
      const channels = await channelsOf(tx, tenant, deps.kinds, new Set(quick.map(({ channel }) => channel)));
      const events = quick.flatMap((head) => {
        const channel = channels.get(head.channel);
        return channel ? [{ head, channel, event: head.event, delivery: head.id, words: head.stored }] : [];
      });
      const outcomes = new Map<Head, Outcome>();
      for (const head of quick) if (!channels.has(head.channel)) outcomes.set(head, CHANNEL_REMOVED);
      const answered: (Asked & { readonly reply: Outgoing })[] = [];
      const until = performance.now() + BEGIN_MS;
      for (const asked of await whoSaid(tx, tenant, events, deps)) {
        if (performance.now() > until) break;
        current = asked.head;
        answered.push({ ...asked, reply: await answerTo(tx, tenant, asked, deps) });
        outcomes.set(asked.head, { kind: "answered" });
      }
      current = null;
      const entries = answered.map(({ reply, ...asked }) => ({ ...heardOf(asked), reply }));
      if (entries.length > 0) await writeLog(tx, tenant, entries, deps.now(), deps.database.notifying("outbox"));
      return [...(await mark(tx, tenant, outcomes, deps))].map(([event, outcome]): Processed => {
        return { tenant, channel: channels.get(event.channel)?.row ?? null, event, outcome };
      });
    });
    worked.forEach(deps.report);
    return { again: namesOf(heads.filter(isQuick)), alone: namesOf(heads.filter((head) => !isQuick(head))) };
  } catch (error) {
    if (isAway(error) || heads.length === 0) throw error;
    const wrong = (head: ClaimedHead) => current === null || head === current || !isQuick(head);
    return { again: namesOf(heads.filter((head) => !wrong(head))), alone: namesOf(heads.filter(wrong)) };
  }
}

/** Whether a person said it, and answering only reads. */
function quickFor({ onlyReads }: InboxDeps["chat"]): (head: ClaimedHead) => head is Head {
  return (head): head is Head =>
    isSaid(head) && (head.stored.kind === "limited" || (head.stored.kind === "message" && onlyReads(head.stored.text)));
}

function namesOf(heads: readonly ClaimedHead[]): readonly string[] {
  return heads.map(({ conversation }) => conversation);
}
