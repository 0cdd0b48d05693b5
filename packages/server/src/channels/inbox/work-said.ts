import type { InboxDeps } from "./inbox-deps.ts";
import { claimSaid, type DueConversation, dueConversations } from "./inbox-rows.ts";
import { type Away, workOne } from "./work-one.ts";

/** Conversations looked at in one go, and for how long that look counts: then it is looked anew who is due, so that nobody new waits long. */
const CONVERSATIONS = 200;
const LOOK_MS = 100;
/** How long one conversation is worked on while others may wait. */
const TURN_MS = 50;

/** Works off what people say. */
export interface SaidWorker {
  /** Begins as much of what is due as there is room for, and does not wait for it. */
  look(going: () => boolean): Promise<void>;
  /** Resolves when what was begun has ended. */
  idle(): Promise<void>;
}

/**
 * Many conversations at once, tenants in turn, and in a conversation one thing after the other in the order it came in, by one replica at
 * a time. What takes long holds up no other conversation, and a tenant whose all take long no other tenant; what has to be tried again
 * holds up nothing that was said after it.
 * @param atOnce conversations: each holds one connection, and what is asked for may need another.
 * @param woken to be called when there is room again; @param failed hears of a database that is away: then the next look comes after the pause.
 */
export function createSaidWorker(
  deps: InboxDeps,
  atOnce: number,
  { woken, failed }: { readonly woken: () => void; readonly failed: (error: unknown) => void },
): SaidWorker {
  const perTenant = Math.ceil((atOnce * 2) / 3);
  const away: Away = new Map();
  const busy = new Map<string, { readonly tenant: string; readonly ended: Promise<void> }>();
  let due: DueConversation[] = [];
  let looked = 0;

  const hasRoom = ({ tenant }: DueConversation) =>
    [...busy.values()].filter((each) => each.tenant === tenant).length < perTenant;

  /** Whose turn it is of those that there is room for. */
  function next(): DueConversation | undefined {
    const at = due.findIndex((each) => !busy.has(keyOf(each)) && hasRoom(each));
    return at < 0 ? undefined : due.splice(at, 1)[0];
  }

  /** False: there was nothing to have. */
  async function work(conversation: DueConversation, going: () => boolean): Promise<boolean> {
    const until = performance.now() + TURN_MS;
    const claim: Parameters<typeof workOne>[1] = (tx) => claimSaid(tx, conversation, deps);
    let worked = false;
    while (going() && (await workOne(conversation.tenant, claim, deps, away)) !== "none") {
      worked = true;
      if (performance.now() >= until) break;
    }
    return worked;
  }

  function begin(conversation: DueConversation, going: () => boolean): void {
    const key = keyOf(conversation);
    const ended = work(conversation, going)
      // What another replica works on is not looked for without end.
      .then((worked) => worked || due.length > 0)
      .catch((error: unknown) => {
        failed(error);
        return false;
      })
      .then((again) => {
        busy.delete(key);
        if (again) woken();
      });
    busy.set(key, { tenant: conversation.tenant, ended });
  }

  return {
    look: async (going) => {
      if (busy.size >= atOnce) return;
      if (due.length === 0 || performance.now() - looked > LOOK_MS) {
        due = [...(await dueConversations(deps, CONVERSATIONS))];
        looked = performance.now();
      }
      while (going() && busy.size < atOnce) {
        const conversation = next();
        if (conversation === undefined) return;
        begin(conversation, going);
      }
    },
    idle: async () => {
      await Promise.all([...busy.values()].map(({ ended }) => ended));
    },
  };
}

function keyOf({ tenant, conversation }: DueConversation): string {
  return `${tenant} ${conversation}`;
}
