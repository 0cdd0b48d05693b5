import { join } from "node:path";
import { connectDatabase } from "../../database/open-database.ts";
import { TEST_MASTER_KEY } from "../../database/testing/master-key.ts";
import { createRoots } from "../../roots/create-roots.ts";
import { createVault } from "../../vault/create-vault.ts";
import { createLedger } from "../create-ledger.ts";

/** `node publisher-process.ts URL FOLDER TENANT`: says that it is there, then publishes until it is killed. */
const [url = "", base = "", tenant = ""] = process.argv.slice(2);
const database = connectDatabase({ url, masterKey: TEST_MASTER_KEY, connections: 2 });
const [workspace, history, dashboards] = ["workspace", "history", "dashboards"].map((each) => join(base, each));
const roots = createRoots({ workspace: workspace!, history: history!, dashboards: dashboards! });
const ledger = createLedger({ database, vault: createVault(TEST_MASTER_KEY), roots, now: Date.now });
console.log("ready");
for (;;) await ledger.publish(tenant);
