import { launchPostgres } from "../launch-postgres.ts";

// A server that holds the folder given, says so, and lives until it is killed, or ends at once when it is told to.
process.on("SIGTERM", () => process.exit(130));
const postgres = await launchPostgres({ folder: process.argv[2]!, fsync: false }).catch((error) => {
  process.stdout.write(`${error.code}\n`);
  process.exit(1);
});
process.stdout.write(`ready ${postgres.pid} ${postgres.adopted}\n`);
setInterval(() => undefined, 1000);
