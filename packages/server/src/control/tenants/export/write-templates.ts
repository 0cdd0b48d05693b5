import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isSha256 } from "@sdetkit/core";
import type { History, Layout } from "@sdetkit/runtime";

const ID = /^[a-z0-9][a-z0-9._-]{0,127}$/;

/** A template of the tenant, whether it was ever run or not. */
export interface OwnTemplate {
  readonly id: string;
  readonly source: string;
}

/**
 * Writes the newest source of each template that runs name, as those runs kept it, and templates of the tenant that never ran.
 * Answers the ids whose source was not kept.
 */
export async function writeTemplates(
  layout: Layout,
  history: Pick<History, "read" | "blobs">,
  own: readonly OwnTemplate[],
): Promise<string[]> {
  await mkdir(layout.templates, { recursive: true });
  const sources = new Map<string, Uint8Array | string>(own.map(({ id, source }) => [id, source]));
  const missing: string[] = [];
  // SQLite takes the other columns from the row with the greatest number.
  const used = history.read<{ template: string; digest: string; seq: number }>(
    "SELECT template, template_digest AS digest, max(seq) AS seq FROM runs WHERE template IS NOT NULL GROUP BY template",
  );
  for (const { template, digest } of [...used]) {
    const source = isSha256(digest) ? await history.blobs.get(digest) : null;
    if (source === null) missing.push(template);
    else sources.set(template, source);
  }
  for (const [id, source] of sources) {
    if (ID.test(id)) await writeFile(join(layout.templates, `${id}.yaml`), source);
  }
  return missing;
}
