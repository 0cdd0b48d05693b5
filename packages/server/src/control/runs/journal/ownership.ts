/** Whose a run is: of one replica, for one claim. */
export interface Ownership {
  readonly tenant: string;
  readonly run: string;
  readonly replica: string;
  readonly epoch: number;
}

/** Thrown where a replica writes to a run that another one has taken over meanwhile: it stops, and nothing was written. */
export class NoLongerOwned extends Error {
  override readonly name = "NoLongerOwned";
  constructor({ run, replica }: Ownership) {
    super(`run ${run} no longer belongs to replica ${replica}`);
  }
}

/** Thrown where the journal goes on differently from what this replica knew: it reads it again and goes on from there. */
export class JournalMoved extends Error {
  override readonly name = "JournalMoved";
  constructor({ run }: Ownership) {
    super(`the journal of run ${run} was continued by its former owner`);
  }
}
