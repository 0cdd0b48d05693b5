import type { Logger } from "pino";
import type { Registry } from "prom-client";

export type { Services } from "../api/services.ts";

/** What an app needs besides the parts of the server. */
export interface AppOptions {
  /** Where its figures go, beside those of others. */
  readonly metrics: Registry;
  /** Whether this replica can work: the database answers, its lock is held, it is not draining. `checks` says which of it. */
  readonly ready: () => Promise<{ readonly ready: boolean; readonly checks: { readonly [name: string]: string } }>;
  readonly log: Logger;
  /** Of the program, for the OpenAPI document. */
  readonly version: string;
}
