/** What the CLI calls: a server, and what looks after one. */
export { backUpServer as backup, examine as examineServer, restoreServer as restore } from "./app/serve/admin.ts";
export { rotateKey } from "./app/serve/rotate-key.ts";
export { serve } from "./app/serve/serve.ts";
