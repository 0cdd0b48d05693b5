import { setTimeout as sleep } from "node:timers/promises";
import type { InboxDeps } from "./inbox-deps.ts";
import { claimHeads, type DueConversation, dueConversations } from "./inbox-rows.ts";
import { processBatch } from "./process-batch.ts";
import { type Away, processOne } from "./process-one.ts";

/** Conversations looked at in one go, and for how long that look counts: then it is looked anew who is due, so that nobody new waits long. */
const CONVERSATIONS = 200;
const LOOK_MS = 100;
/** While somebody is answered it is looked no more often than this: many who speak meanwhile share a look. */
const GATHER_MS = 10;
/** Conversations of a tenant that share a transaction, and how many such transactions it has at once: others' statements come in between. */
const TOGETHER = 32;
const GROUPS = 2;
/** How long one conversation, or those that share a transaction, are worked on while others may wait. */
const TURN_MS = 50;

/** Works off what people say. */
export interface SaidWorker {
  /** Begins as much of what is due as there is room for, and does not wait for it. */
  look(going: () => boolean): Promise<void>;
  /** Resolves when what was begun has ended. */
  idle(): Promise<void>;
}

/** Conversations of a tenant that are worked on at the moment: one that acts, or some that only read. */
interface Lane {
  readonly tenant: string;
  readonly alone: boolean;
  readonly ended: Promise<void>;
}

/**
 * Many conversations at once, tenants in turn, and in a conversation one thing after the other in the order it came in, by one replica at
 * a time. What only reads is answered together with others of its tenant; what acts, takes long or goes wrong by itself. What takes long
 * holds up no other conversation, and a tenant whose all take long no other tenant; what has to be tried again holds up nothing that was
 * said after it.
 * @param atOnce lanes: each holds one connection, and what is asked for may need another.
 * @param woken to be called when there is room again; @param failed hears of a database that is away: then the next look comes after the pause.
 */
export function createMessageWorker(
  deps: InboxDeps,
  atOnce: number,
  { woken, failed }: { readonly woken: () => void; readonly failed: (error: unknown) => void },
): SaidWorker {
  const perTenant = Math.ceil((atOnce * 2) / 3);
  /** So that what acts leaves a lane to what only reads. */
  const perTenantAlone = Math.max(1, perTenant - 1);
  const away: Away = new Map();
  const lanes = new Set<Lane>();
  const held = new Set<string>();
  /** Conversations whose turn it is to be worked on by themselves. */
  const alone = new Map<string, DueConversation>();
  let due: DueConversation[] = [];
  let looked = 0;
  let lastAlone = false;

  const lanesOf = (tenant: string) => [...lanes].filter((each) => each.tenant === tenant);
  const hasRoom = ({ tenant }: DueConversation, isAlone: boolean) => {
    const all = lanesOf(tenant);
    const alike = all.filter((lane) => lane.alone === isAlone).length;
    return all.length < perTenant && alike < (isAlone ? perTenantAlone : GROUPS);
  };
  const isFree = (one: DueConversation) => !held.has(keyOf(one)) && !alone.has(keyOf(one));

  function nextAlone(): DueConversation | undefined {
    const one = [...alone.values()].find((each) => !held.has(keyOf(each)) && hasRoom(each, true));
    if (one) alone.delete(keyOf(one));
    return one;
  }

  /** Conversations of the tenant whose turn it is of those that there is room for. */
  function nextTogether(): readonly DueConversation[] {
    const first = due.find((each) => isFree(each) && hasRoom(each, false));
    if (first === undefined) return [];
    const group = due.filter((each) => each.tenant === first.tenant && isFree(each)).slice(0, TOGETHER);
    due = due.filter((each) => !group.includes(each));
    return group;
  }

  /** False: there was nothing to have. */
  async function workAlone(conversation: DueConversation, going: () => boolean): Promise<boolean> {
    const { tenant } = conversation;
    const until = performance.now() + TURN_MS;
    const claim: Parameters<typeof processOne>[1] = async (tx) =>
      (await claimHeads(tx, tenant, [conversation.conversation], deps))[0] ?? null;
    let worked = false;
    while (going() && (await processOne(tenant, claim, deps, away)) !== "none") {
      worked = true;
      if (performance.now() >= until) break;
    }
    return worked;
  }

  /** The same of conversations of a tenant. */
  async function workGroup(group: readonly DueConversation[], going: () => boolean): Promise<boolean> {
    const [{ tenant }] = group as [DueConversation];
    const until = performance.now() + TURN_MS;
    let worked = false;
    let again: readonly string[] = group.map(({ conversation }) => conversation);
    while (going() && again.length > 0 && performance.now() < until) {
      const done = await processBatch(tenant, again, deps);
      again = done.again;
      for (const conversation of done.alone) alone.set(keyOf({ tenant, conversation }), { tenant, conversation });
      worked ||= again.length > 0 || done.alone.length > 0;
    }
    return worked;
  }

  function begin(group: readonly DueConversation[], isAlone: boolean, work: () => Promise<boolean>): void {
    const [{ tenant }] = group as [DueConversation];
    const ended = work()
      // What another replica works on is not looked for without end.
      .then((worked) => worked || due.length > 0 || alone.size > 0)
      .catch((error: unknown) => {
        failed(error);
        return false;
      })
      .then((again) => {
        lanes.delete(lane);
        for (const each of group) held.delete(keyOf(each));
        if (again) woken();
      });
    const lane: Lane = { tenant, alone: isAlone, ended };
    lanes.add(lane);
    for (const each of group) held.add(keyOf(each));
  }

  /** By turns what acts and what only reads. False: there was nothing to begin. */
  function beginNext(going: () => boolean): boolean {
    for (const isAlone of lastAlone ? [false, true] : [true, false]) {
      const one = isAlone ? nextAlone() : undefined;
      const group = isAlone ? (one ? [one] : []) : nextTogether();
      if (group.length === 0) continue;
      lastAlone = isAlone;
      begin(group, isAlone, () => (one ? workAlone(one, going) : workGroup(group, going)));
      return true;
    }
    return false;
  }

  return {
    look: async (going) => {
      if (lanes.size >= atOnce) return;
      if (due.length === 0 && lanes.size > 0) await sleep(Math.max(0, looked + GATHER_MS - performance.now()));
      if (due.length === 0 || performance.now() - looked > LOOK_MS) {
        due = [...(await dueConversations(deps, CONVERSATIONS))];
        looked = performance.now();
      }
      while (going() && lanes.size < atOnce) if (!beginNext(going)) return;
    },
    idle: async () => {
      await Promise.all([...lanes].map(({ ended }) => ended));
    },
  };
}

function keyOf({ tenant, conversation }: DueConversation): string {
  return `${tenant} ${conversation}`;
}
