/**
 * The version of what a run's journal holds. It goes up when an older program could not go on with a run that a newer one began;
 * during a rolling upgrade each then finishes what it can read, and leaves the rest to the others.
 */
export const JOURNAL_FORMAT = 1;
