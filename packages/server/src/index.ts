/** What the CLI calls: a server, and what looks after one. */
export { backUp as backup, bringBack as restore, examine as examineServer } from "./serve/look-after.ts";
export { rotateKey } from "./serve/rotate-key.ts";
export { serve } from "./serve/serve.ts";
