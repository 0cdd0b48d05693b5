// Apart from what opens them, so that whoever only asks whether they are there does not load a database engine.

/** The database inside the history folder. */
export const DATABASE = "history.db";
/** The published copy of the newest checkpoint inside the history folder. */
export const CHECKPOINT = "checkpoint";
