import { hostname } from "node:os";
import {
  type ApprovalAnswer,
  type ApprovalRequest,
  type Config,
  dueEffects,
  isVersion1,
  type RunEvent,
  type RunState,
  reduce,
  writableRoots,
} from "@sdetkit/core";
import {
  type CompletedRun,
  changedPaths,
  createExecutionContext,
  envelopeOf,
  followSignals,
  policyDigest,
  type Redactor,
  type RunHistory,
  recordOf,
  reportOf,
  resolveInterrupted,
  reviewRun,
  runUntilBlocked,
  type SandboxProbe,
} from "@sdetkit/runtime";
import type { Database } from "../../../storage/database/types.ts";
import type { Ledger } from "../../../storage/ledger/types.ts";
import type { Tenants } from "../../tenants/types.ts";
import type { Workspaces } from "../../workspaces/types.ts";
import type { Journal } from "../journal/journal.ts";
import type { Ownership } from "../journal/ownership.ts";
import { retryWhileUnavailable } from "../journal/retry-while-unavailable.ts";
import type { LimitsOfTenant } from "../runs-options.ts";
import { sandboxIdentity } from "../sandbox-identity.ts";
import type { Content, ReplicaLog, RunWatcher } from "../types.ts";
import type { Finishing } from "./finish-runs.ts";
import type { LoadedRun } from "./load-run.ts";
import { logRun, type RunTurn } from "./log-run.ts";
import { parkRun } from "./park-run.ts";
import { requestApproval } from "./request-approval.ts";

/** What executing a run needs of the server. */
export interface ReplicaContext {
  readonly database: Database;
  readonly tenants: Pick<Tenants, "rules">;
  readonly workspaces: Pick<Workspaces, "openCheckout" | "closeCheckout">;
  readonly ledger: Pick<Ledger, "history">;
  readonly watchers: readonly RunWatcher[];
  readonly redactor: Redactor;
  readonly journal: Journal;
  readonly sandbox: Config["sandbox"];
  readonly probe: SandboxProbe;
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
export async function executeClaimedRun(owner: Ownership, stops: Stops, context: ReplicaContext): Promise<void> {
  const { database } = context;
  const loaded = await context.load(owner);
  const say = (turn: RunTurn) => logRun(context.log, loaded.view, turn, context.now());
  say({ kind: loaded.first ? "began" : "continued" });
  const write = journalOf(owner, loaded, context.journal);
  const rules = await retryWhileUnavailable(() => context.tenants.rules(owner.tenant), stops.abandon);
  const { config } = rules;
  const { plan } = loaded.state;
  const checkout = await retryWhileUnavailable(
    () => context.workspaces.openCheckout(owner.tenant, loaded.view.workspace, owner.run, plan.workspace),
    stops.abandon,
  );
  // What a replica that is gone has left without an end.
  const settled = await resolveInterrupted(loaded.state, { roots: checkout, commit: write });
  const start = await watchForCancel(loaded, settled, write);
  const held = holdHistory(owner.tenant, context.ledger);
  const ends = followSignals(stops.cancel.signal, stops.abandon);
  try {
    const content = await retryWhileUnavailable(() => context.content(owner.tenant), stops.abandon);
    const execution = await createExecutionContext(
      {
        runId: owner.run,
        workspace: checkout.workspace,
        output: checkout.output,
        writable: writableRoots(config.policy, plan.permissions),
        readable: checkout.borrowed,
        pristine: checkout.pristine,
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
        config: { sandbox: context.sandbox, tools: config.tools },
        redactor: context.redactor,
        probe: context.probe,
        hidden: context.hidden ?? [],
        ...sandboxIdentity(context.sandboxUidBase, rules),
        ...(context.limits ? { limits: context.limits(owner.tenant, rules) } : {}),
      },
    );
    const state = await runUntilBlocked(start, {
      run: owner.run,
      config,
      requester: loaded.view.requester,
      approver: { ask: (request) => ask(owner, loaded, request, stops.abandon, context) },
      execution,
      mayBegin: () => !stops.leaving(),
      commit: write,
      onProgress: () => undefined,
    });
    stops.abandon.throwIfAborted();
    if (!dueEffects(state).some(({ kind }) => kind === "finish")) {
      const parked = await retryWhileUnavailable(
        () => parkRun(database, owner, stops.leaving(), state.cancelled),
        stops.abandon,
      );
      if (parked === "waiting") say({ kind: "waits" });
      return;
    }
    say(await conclude(owner, loaded, await reviewRun(state, config, execution), config, content, context));
  } finally {
    held.release();
    ends.release();
  }
  // The run is recorded; a folder that stays is swept later.
  await context.workspaces.closeCheckout(owner.tenant, owner.run).catch(() => undefined);
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
async function watchForCancel(
  { cancel }: LoadedRun,
  state: RunState,
  write: (event: RunEvent) => Promise<void>,
): Promise<RunState> {
  if (!cancel || state.cancelled) return state;
  const event: RunEvent = { kind: "cancelled" };
  await write(event);
  return reduce(state, event);
}

function ask(
  owner: Ownership,
  { view }: LoadedRun,
  request: ApprovalRequest,
  abandon: AbortSignal,
  { database, watchers }: ReplicaContext,
): Promise<ApprovalAnswer> {
  return retryWhileUnavailable(() => requestApproval(database, owner, view, request, watchers), abandon);
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
  driven: CompletedRun,
  config: Config,
  content: Content,
  { redactor, version, now, finish }: ReplicaContext,
): Promise<RunTurn> {
  const { record, manifest } = recordOf(driven, policyDigest(config), redactor);
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
