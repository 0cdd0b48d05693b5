import { createWriteStream } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { canonicalJson, csvLine } from "@sdetkit/core";
import type { History } from "@sdetkit/runtime";
import type { Tx } from "../../../storage/database/types.ts";

/** The audit log as CSV, oldest first: one line for each act in the ledger. */
export async function writeAuditLog(folder: string, history: Pick<History, "acts">): Promise<void> {
  function* lines(): Iterable<string> {
    yield csvLine(["seq", "id", "at", "actor", "via", "act", "target", "detail"]);
    for (const { seq, act: entry } of history.acts()) {
      const { id, at, actor, via, act, target, detail } = entry;
      yield csvLine([seq, id, at, actor, via, act, target, canonicalJson(detail)]);
    }
  }
  await pipeline(Readable.from(lines()), createWriteStream(join(folder, "audit.csv")));
}

/** Who had which token when: everything but the hash by which a token is known. */
export async function writeTokens(folder: string, tx: Tx, tenant: string): Promise<void> {
  const rows = await tx
    .selectFrom("tokens as t")
    .leftJoin("accounts as a", (join) => join.onRef("a.tenant", "=", "t.tenant").onRef("a.id", "=", "t.account"))
    .select([
      "t.id",
      "t.name",
      "a.name as account",
      "t.scopes",
      "t.created_at",
      "t.created_by",
      "t.expires_at",
      "t.revoked_at",
      "t.last_used_at",
      "t.replaced_by",
    ])
    .where("t.tenant", "=", tenant)
    .orderBy("t.created_at")
    .orderBy("t.id")
    .execute();
  const at = (date: Date | null) => date?.toISOString() ?? null;
  const head = "id,name,account,scopes,created_at,created_by,expires_at,revoked_at,last_used_at,replaced_by";
  const lines = rows.map((row) =>
    csvLine([
      row.id,
      row.name,
      row.account,
      row.scopes.join(" "),
      at(row.created_at),
      row.created_by,
      at(row.expires_at),
      at(row.revoked_at),
      at(row.last_used_at),
      row.replaced_by,
    ]),
  );
  await writeFile(join(folder, "tokens.csv"), [csvLine(head.split(",")), ...lines].join(""));
}
