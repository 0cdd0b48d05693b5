import { createHash, randomBytes } from "node:crypto";
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/**
 * The lower bound for a run of N `fs.write` steps: the same durable writes and commits, without us. For each step an intent
 * committed, a file written atomically, its content kept by digest, an outcome committed; at the end one record and
 * one last commit. Usage: node baseline-writes.ts FOLDER N
 */
const [folder = ".", count = "100"] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const db = new DatabaseSync(join(folder, "baseline.db"));
db.exec(
  "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE IF NOT EXISTS journal (body TEXT NOT NULL) STRICT",
);
const insert = db.prepare("INSERT INTO journal (body) VALUES (?)");

for (let step = 0; step < Number(count); step += 1) {
  const content = `line ${step} of the baseline ${"x".repeat(200)}\n`;
  insert.run(JSON.stringify({ kind: "intent", step, content }));
  writeDurably(join(folder, "output", `file-${step}.txt`), content);
  writeDurably(join(folder, "blobs", createHash("sha256").update(content).digest("hex")), content);
  insert.run(JSON.stringify({ kind: "outcome", step, content }));
}
writeDurably(join(folder, "record.json"), "{}");
insert.run("end");
db.close();

function writeDurably(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${randomBytes(6).toString("hex")}`;
  const file = openSync(temporary, "wx");
  writeSync(file, content);
  fsyncSync(file);
  closeSync(file);
  renameSync(temporary, path);
  const parent = openSync(dirname(path), "r");
  fsyncSync(parent);
  closeSync(parent);
}
