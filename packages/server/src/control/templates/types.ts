import type { Diagnostic } from "@sdetkit/core";
import type { Catalogue } from "@sdetkit/runtime";
import type { Tx } from "../../storage/database/types.ts";
import type { Caller } from "../access/types.ts";

/** The templates of a tenant: those in the workspace, over the tenant's own, over the built-in ones. */
export interface Templates {
  /** What can be run in a workspace now. Cached by commit and by the tenant's own templates. */
  catalogue(tx: Tx, tenant: string, workspace: string): Promise<Catalogue>;
  /** Stores a template of the tenant; what is wrong with it instead, and nothing is stored. */
  put(
    tx: Tx,
    by: Caller,
    source: string,
  ): Promise<{ readonly id: string; readonly digest: string } | { readonly diagnostics: readonly Diagnostic[] }>;
  remove(tx: Tx, by: Caller, id: string): Promise<boolean>;
}
