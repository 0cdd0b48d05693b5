import { hostname } from "node:os";
import {
  type ApprovalAnswer,
  type ApprovalRequest,
  type Config,
  isVersion1,
  machine,
  next,
  type RunEvent,
  type RunState,
  writableRoots,
} from "@sdetkit/core";
import {
  advance,
  changedPaths,
  type Driven,
  envelopeOf,
  followSignals,
  handsAt,
  policyDigest,
  type Redactor,
  type RunHistory,
  recordOf,
  reportOf,
  reviewed,
  settleUnknown,
} from "@sdetkit/runtime";
import type { Database } from "../../../storage/database/types.ts";
import type { Ledger } from "../../../storage/ledger/types.ts";
import type { Tenants } from "../../tenants/types.ts";
import type { Workspaces } from "../../workspaces/types.ts";
import type { Content } from "../content.ts";
import type { Journal } from "../journal/journal.ts";
import type { Ownership } from "../journal/ownership.ts";
import { patiently } from "../journal/patiently.ts";
import type { LimitsOfTenant } from "../limits-of-tenant.ts";
import { sandboxIdentity } from "../sandbox-identity.ts";
import type { ReplicaLog, RunWatcher } from "../types.ts";
import { askOnce } from "./ask-once.ts";
import type { Finishing } from "./finish-runs.ts";
import type { LoadedRun } from "./load-run.ts";
import { logRun, type RunTurn } from "./log-run.ts";
import { parkRun } from "./park-run.ts";

/** What driving a run needs of the server. */
export interface Driving {
  readonly database: Database;
  readonly tenants: Pick<Tenants, "rules">;
  readonly workspaces: Pick<Workspaces, "openSite" | "closeSite">;
  readonly ledger: Pick<Ledger, "history">;
  readonly watchers: readonly RunWatcher[];
  readonly redactor: Redactor;
  readonly journal: Journal;
  readonly sandbox: Config["sandbox"];
  /** Null: commands run as the server does. */
  readonly sandboxUidBase: number | null;
  /** Files and folders of the server and of all tenants, which no command may see: none unless said. */
  readonly hidden?: readonly string[];
  readonly limits?: LimitsOfTenant;
  readonly version: string;
  /** Milliseconds since the epoch, by the database's clock. */
  readonly now: () => number;
  readonly log: ReplicaLog;
  content(tenant: string): Promise<Content>;
  /** Throws `NoLongerOwned`. */
  load(owner: Ownership): Promise<LoadedRun>;
  finish(finishing: Finishing): Promise<void>;
}

/** The two ways in which a run that is being driven is stopped. */
export interface Stops {
  /** Somebody asked for the end: the run ends in good order, as cancelled. */
  readonly cancel: AbortController;
  /** It is not this replica's any more, or the replica ends: nothing more is written. */
  readonly abandon: AbortSignal;
  /** The replica is about to end: what is in progress ends, and the run is given back. */
  readonly leaving: () => boolean;
}

/** Drives a claimed run from where its journal stands to its end, or to where it waits for somebody. */
export async function driveRun(owner: Ownership, stops: Stops, driving: Driving): Promise<void> {
  const { database } = driving;
  const loaded = await driving.load(owner);
  const say = (turn: RunTurn) => logRun(driving.log, loaded.view, turn, driving.now());
  say({ kind: loaded.first ? "began" : "continued" });
  const write = journalOf(owner, loaded, driving.journal);
  const rules = await patiently(() => driving.tenants.rules(owner.tenant), stops.abandon);
  const { config } = rules;
  const { plan } = loaded.state;
  const site = await patiently(
    () => driving.workspaces.openSite(owner.tenant, loaded.view.workspace, owner.run, plan.workspace),
    stops.abandon,
  );
  // What a replica that is gone has left without an end.
  const settled = await settleUnknown(loaded.state, { roots: site, commit: write });
  const start = await heedCancel(loaded, settled, write);
  const held = holdHistory(owner.tenant, driving.ledger);
  const ends = followSignals(stops.cancel.signal, stops.abandon);
  try {
    const content = await patiently(() => driving.content(owner.tenant), stops.abandon);
    const hands = await handsAt(
      {
        runId: owner.run,
        workspace: site.workspace,
        output: site.output,
        writable: writableRoots(config.policy, plan.permissions),
        readable: site.borrowed,
        pristine: site.pristine,
        plain: plan.workspace.kind === "folder",
        changed: changedPaths(start),
        actionsOnly: isVersion1(plan.workspace),
        blobs: content.blobs,
        history: held.open,
        // A run is cancelled once: what comes after that, such as cleaning up, is not cancelled by whoever goes on with it.
        signal: start.cancelled ? stops.abandon : ends.signal,
        end: stops.abandon,
      },
      {
        config: { sandbox: driving.sandbox, tools: config.tools },
        redactor: driving.redactor,
        hidden: driving.hidden ?? [],
        ...sandboxIdentity(driving.sandboxUidBase, rules),
        ...(driving.limits ? { limits: driving.limits(owner.tenant, rules) } : {}),
      },
    );
    const state = await advance(start, {
      run: owner.run,
      config,
      requester: loaded.view.requester,
      approver: { ask: (request) => ask(owner, loaded, request, stops.abandon, driving) },
      hands,
      mayBegin: () => !stops.leaving(),
      commit: write,
      onProgress: () => undefined,
    });
    stops.abandon.throwIfAborted();
    if (!next(state).some(({ kind }) => kind === "finish")) {
      const parked = await patiently(() => parkRun(database, owner, stops.leaving(), state.cancelled), stops.abandon);
      if (parked === "waiting") say({ kind: "waits" });
      return;
    }
    say(await conclude(owner, loaded, await reviewed(state, hands), config, content, driving));
  } finally {
    held.release();
    ends.release();
  }
  // The run is recorded; a folder that stays is swept later.
  await driving.workspaces.closeSite(owner.tenant, owner.run).catch(() => undefined);
}

/** Numbers the events of one run, in the order in which they are made durable. */
function journalOf(owner: Ownership, { last }: LoadedRun, journal: Journal): (event: RunEvent) => Promise<void> {
  let n = last;
  let before: Promise<unknown> = Promise.resolve();
  return (event) => {
    n += 1;
    const written = journal.append(owner, n, event);
    // Steps that end at the same moment: the later number is not durable before the earlier one.
    const inOrder = before.then(() => written);
    before = inOrder.catch(() => undefined);
    return inOrder;
  };
}

/** A cancel that came before this claim: nothing is begun, and nobody is asked any more. */
async function heedCancel(
  { cancel }: LoadedRun,
  state: RunState,
  write: (event: RunEvent) => Promise<void>,
): Promise<RunState> {
  if (!cancel || state.cancelled) return state;
  const event: RunEvent = { kind: "cancelled" };
  await write(event);
  return machine(state, event);
}

function ask(
  owner: Ownership,
  { view }: LoadedRun,
  request: ApprovalRequest,
  abandon: AbortSignal,
  { database, watchers }: Driving,
): Promise<ApprovalAnswer> {
  return patiently(() => askOnce(database, owner, view, request, watchers), abandon);
}

/** The tenant's history for steps that read it: opened when the first one does, held until the run is over. */
function holdHistory(
  tenant: string,
  ledger: Pick<Ledger, "history">,
): { open(): Promise<RunHistory>; release(): void } {
  const { promise: over, resolve: release } = Promise.withResolvers<void>();
  let opened: Promise<RunHistory> | undefined;
  const open = () => {
    opened ??= new Promise((resolve, reject) => {
      ledger
        .history(tenant, async (history) => {
          resolve(history);
          await over;
        })
        .catch(reject);
    });
    return opened;
  };
  return { open, release };
}

async function conclude(
  owner: Ownership,
  { view }: LoadedRun,
  driven: Driven,
  config: Config,
  content: Content,
  { redactor, version, now, finish }: Driving,
): Promise<RunTurn> {
  const { record, manifest } = recordOf(driven, policyDigest(config), config.provider, redactor);
  const capturedMs = Date.parse(view.started_at ?? view.created_at);
  const envelope = envelopeOf(driven, record, {
    run: owner.run,
    capturedMs,
    durationMs: Math.max(0, now() - capturedMs),
    version,
    channel: view.channel,
    actor: { user: view.requester, host: hostname() },
  });
  // Files first: what the ledger names is there.
  if (manifest !== null) await content.blobs.put(manifest);
  const hash = await content.putRecord(record);
  await finish({
    owner,
    record,
    envelope,
    report: ({ hash }) => reportOf(driven, record, envelope, hash, (path) => `output/${path}`),
  });
  return { kind: "ended", status: record.status, hash };
}
