/** Tables that belong together, and who may do what with their rows. */
export interface TableGroup {
  /** Statements that make them, those that others refer to first. */
  readonly sql: string;
  /**
   * Those whose rows belong to one tenant: each has `tenant` first in its key, and gets a policy that shows `app` the rows of the
   * named tenant and no other.
   */
  readonly ofTenants: readonly string[];
  /** What `control` may do: table, and the privileges in the words of GRANT. Columns with content are left out. */
  readonly control: readonly (readonly [table: string, privileges: string])[];
}
