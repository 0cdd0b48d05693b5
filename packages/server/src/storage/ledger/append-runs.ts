import { canonicalJson, type Envelope, Fault, type Sha256 } from "@sdetkit/core";
import { type FinishedRun, hashing, type Recorded } from "@sdetkit/runtime";
import { sql } from "kysely";
import type { Tx } from "../database/types.ts";
import type { LockLedger } from "./append-leaves.ts";
import type { TenantContent } from "./content.ts";

interface KnownRun {
  readonly id: string;
  readonly seq: number;
  readonly leaf: string;
}

/**
 * Appends runs whose content is durable. A run is known by the `seq` of its row in `runs`, which whoever appends it writes in the
 * same transaction. Faults `record-missing`, `blob-missing`, `run-exists`, `ledger-altered`.
 */
export async function appendRuns(
  tx: Tx,
  tenant: string,
  runs: readonly FinishedRun[],
  content: TenantContent,
  lock: LockLedger,
): Promise<Recorded[]> {
  const finished = runs.map(({ record, envelope }) => {
    const hash = hashing.hex(canonicalJson(record));
    refuseMissing(envelope, hash, content);
    return { run: envelope.run, hash, leaf: canonicalJson({ ...envelope, record: hash }) };
  });
  const ledger = await lock(tx, tenant);
  const known = await knownRuns(
    tx,
    tenant,
    finished.map(({ run }) => run),
  );
  const leaves: string[] = [];
  const recorded = finished.map(({ run, hash, leaf }): Recorded => {
    const before = known.get(run);
    if (before !== undefined) {
      if (before.leaf === leaf) return { hash, seq: before.seq };
      throw new Fault("run-exists", `expected a run that is not recorded yet, ${run} is ledger row ${before.seq}`);
    }
    const seq = ledger.size + leaves.length;
    leaves.push(leaf);
    known.set(run, { id: run, seq, leaf });
    return { hash, seq };
  });
  await ledger.append(leaves);
  return recorded;
}

/** What a leaf names has to be there before it is signed: afterwards nothing could be done about it. */
function refuseMissing(envelope: FinishedRun["envelope"], hash: Sha256, content: TenantContent): void {
  const missing = content.hasRecord(hash) ? envelope.blobs.find((digest) => !content.blobs.has(digest)) : hash;
  if (missing === undefined) return;
  const kind = missing === hash ? "record" : "blob";
  throw new Fault(
    missing === hash ? "record-missing" : "blob-missing",
    `expected ${kind} ${missing} of run ${envelope.run} to be stored, got none`,
  );
}

async function knownRuns(tx: Tx, tenant: string, runs: readonly Envelope["run"][]): Promise<Map<string, KnownRun>> {
  const { rows } = await sql<KnownRun>`
    SELECT r.id, l.seq, l.leaf FROM runs r JOIN ledger l ON l.tenant = r.tenant AND l.seq = r.seq
    WHERE r.tenant = ${tenant} AND r.id = ANY(${runs}::text[])
  `.execute(tx);
  return new Map(rows.map((row) => [row.id, row]));
}
