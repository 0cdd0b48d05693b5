/** What the CLI calls: a server, and what looks after one. */
export { backUp as backup, bringBack as restore, examine as examineServer } from "./app/serve/look-after.ts";
export { rotateKey } from "./app/serve/rotate-key.ts";
export { serve } from "./app/serve/serve.ts";
