/** What the CLI calls: a server, and what looks after one. */
export type { RunningServer, ServerCall } from "./serve/contract.ts";
export { type Archived, backUp as backup, bringBack as restore, examine as examineServer } from "./serve/look-after.ts";
export { serve } from "./serve/serve.ts";
