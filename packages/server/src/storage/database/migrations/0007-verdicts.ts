/** What a run that succeeded says of what it looked at, for lists; not known of runs that ended before. */
export const VERDICTS = "ALTER TABLE runs ADD COLUMN passed boolean;";
