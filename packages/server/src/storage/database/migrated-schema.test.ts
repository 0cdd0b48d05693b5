import { afterAll, beforeAll, expect, it } from "vitest";
import { openTestDatabase } from "./testing/open-test-database.ts";
import { printSchema } from "./testing/print-schema.ts";

const REFRESH = "npx vitest run packages/server/src/storage/database/migrated-schema.test.ts --update";

let migrated: Awaited<ReturnType<typeof openTestDatabase>>;
beforeAll(async () => {
  migrated = await openTestDatabase();
});
afterAll(() => migrated.drop());

it("all migrations of an empty database end with the schema that is committed", async () => {
  const message = `the migrations make another schema; when it is meant, run \`${REFRESH}\` and commit the file`;
  await expect(await printSchema(migrated.url), message).toMatchFileSnapshot("migrations/schema.txt");
});
