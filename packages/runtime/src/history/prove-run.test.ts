import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { leafHash, verifyInclusion } from "@sdetkit/core";
import { expect, it } from "vitest";
import { generateHistory } from "../../../../bench/history-generator.ts";
import { hashing } from "../platform/hashing.ts";
import { openHistory } from "./open-history.ts";
import { sampleHistory, temporaryLayout } from "./testing/sample-history.ts";
import type { InclusionBundle } from "./types.ts";

const page = readFileSync(join(import.meta.dirname, "../../../../docs/guide/verify-a-proof.md"), "utf8");
const script = /```bash\n([\s\S]*?)```/.exec(page)![1]!;

it("proves runs in whole blocks, at their edges and behind the last one", () => {
  using layout = temporaryLayout();
  generateHistory(layout.root, 700);
  const history = openHistory(layout, { readOnly: true });
  const rows = history.list({ order: "oldest" });
  for (const seq of [0, 1, 255, 256, 511, 512, 600, 699]) {
    const { leaf, index, size, hashes, root } = history.prove(rows[seq]!.run);
    const [top, ...path] = [root, ...hashes].map((hash) => Buffer.from(hash, "hex"));
    expect([index, size]).toEqual([seq, 700]);
    expect(verifyInclusion({ leaf: leafHash(leaf, hashing), index, size, root: top!, proof: path }, hashing)).toBe(
      true,
    );
  }
  history.close();
});

it("is accepted by the script of the guide, which refuses every altered part", async () => {
  using layout = temporaryLayout();
  await sampleHistory(layout, 7);
  const history = openHistory(layout, { readOnly: true });
  const proof = history.prove(history.list()[1]!.run);
  const other = temporaryLayout();
  await sampleHistory(other, 1);
  history.close();
  const check = (changed: InclusionBundle, ...key: string[]) => {
    const path = join(layout.root, "proof.json");
    writeFileSync(path, JSON.stringify(changed));
    const { status, stdout, stderr } = spawnSync("bash", ["-c", script, "verify-proof.sh", path, ...key]);
    return `${status} ${stdout}${stderr}`.trim();
  };
  expect(check(proof)).toMatch(new RegExp(`^0 ACCEPTED: run ${JSON.parse(proof.leaf).run}, .*is number 6 of 7$`));
  expect(check(proof, join(layout.keys, "ledger.pub"))).toMatch(/^0 ACCEPTED/);
  expect(check(proof, join(other.keys, "ledger.pub"))).toMatch(/^1 REFUSED: the checkpoint is not signed/);
  expect(check({ ...proof, leaf: proof.leaf.replace("builder", "nobody!") })).toMatch(/^1 REFUSED: the leaf does not/);
  expect(check({ ...proof, index: 4 })).toMatch(/^1 REFUSED: the leaf does not/);
  expect(check({ ...proof, index: 7 })).toMatch(/^1 REFUSED: the index/);
  expect(check({ ...proof, size: 8 })).toMatch(/^1 REFUSED/);
  expect(check({ ...proof, hashes: proof.hashes.slice(1) })).toMatch(/^1 REFUSED: the audit path is too short/);
  expect(check({ ...proof, hashes: [...proof.hashes, proof.root] })).toMatch(/^1 REFUSED: the audit path is too long/);
  const resized = proof.checkpoint.replace("\n7\n", "\n8\n");
  expect(check({ ...proof, checkpoint: resized })).toMatch(/^1 REFUSED: the checkpoint is of another size/);
  const signature = proof.checkpoint.replace(/(\S{6})=\n$/, "AAAAAA=\n");
  expect(check({ ...proof, checkpoint: signature })).toMatch(/^1 REFUSED: the checkpoint is not signed/);
  other[Symbol.dispose]();
});
