import { canonicalJson, type Envelope, type RunStatus, type Sha256 } from "@sdetkit/core";
import fc from "fast-check";
import { expect, it } from "vitest";
import { generateRun } from "../../../../../bench/history-generator.ts";
import { withRecord } from "../leaf.ts";
import { actionRows, runColumns, workerRows } from "../run-index.ts";
import { type LeafTexts, readLeaf } from "./read-leaf.ts";

const digest = "ab".repeat(32) as Sha256;
const ordinary = (n: number) => withRecord(generateRun(n, digest).envelope, digest);

/** The same texts, from the parsed envelope and the rows of the index. */
function textsOf(seq: number, envelope: Envelope): LeafTexts {
  const [run, hash, status, task, id, version, template, captured, day, duration, asked, given, denied] =
    runColumns(envelope);
  const named = envelope.template === null ? "null" : `{"digest":"${template}","id":"${id}","version":"${version}"}`;
  return {
    runs:
      `${seq}"${captured} ${day} ${duration} "asked":${asked},"denied":${denied},"given":${given}` +
      `"record":"${hash}","run":"${run}","schema":"sdetkit.envelope/v1","status":"${status}""task":"${task}","template":${named}`,
    actions: actionRows(envelope)
      .map(([name, count, failed, ms]) => `${seq}"${name}"${count} ${failed} ${ms}"`)
      .join(""),
    workers: workerRows(envelope)
      .map(([name, count, ms]) => `${seq}"${name}"${count} ${ms}"`)
      .join(""),
    record: envelope.record,
    blobs: envelope.blobs.map((blob) => `"${blob}"`).join(","),
  };
}

const text = fc.oneof(fc.string(), fc.constantFrom("", '"', "\\", "}", '"],"task":"x"', "\u001f", "\ufffd", "é", "\0"));
const number = fc.oneof(fc.nat(5000), fc.constantFrom(0.5, 1e21, 12.25, -1));
const envelopes: fc.Arbitrary<Envelope> = fc.record({
  schema: fc.constant("sdetkit.envelope/v1"),
  run: text,
  record: fc.constant(digest),
  status: fc.constantFrom<RunStatus>("succeeded", "failed", "denied"),
  task: text,
  template: fc.option(fc.record({ id: text, version: text, digest: fc.constant(digest) })),
  captured_at: fc.oneof(
    fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) }).map((date) => date.toISOString()),
    fc.constantFrom("never", ""),
  ),
  duration_ms: number,
  actor: fc.record({ user: text, host: text }),
  channel: text,
  tool: fc.record({ version: text, node: text, platform: text, sandbox: text }),
  approvals: fc.record({ asked: fc.nat(3), given: fc.nat(3), denied: fc.nat(3) }),
  steps: fc.array(
    fc.record({
      id: text,
      action: fc.constantFrom("fs.read", "fs.write", "a", "b", '"', "ä"),
      status: fc.constantFrom("succeeded", "failed", "skipped"),
      duration_ms: number,
      worker: fc.constantFrom(null, "worker-1", "worker-2"),
      approval: fc.option(fc.record({ by: text, via: text })),
      volatile: fc.dictionary(text, fc.jsonValue(), { maxKeys: 2 }),
    }),
    { maxLength: 5 },
  ),
  blobs: fc.array(fc.constantFrom(digest, "0".repeat(64) as Sha256), { maxLength: 3 }),
}) as fc.Arbitrary<Envelope>;

it("says what the parsed envelope says, or nothing", () => {
  fc.assert(
    fc.property(envelopes, fc.nat(), (envelope, seq) => {
      const read = readLeaf(canonicalJson(envelope), seq);
      if (read !== null) expect(read).toEqual(textsOf(seq, envelope));
    }),
    { numRuns: 500 },
  );
});

it("reads what is ordinary without parsing, from where it begins", () => {
  for (let n = 0; n < 300; n++) {
    expect(readLeaf(`\0${canonicalJson(ordinary(n))}`, n, 1)).toEqual(textsOf(n, ordinary(n)));
  }
  const step = { ...ordinary(0).steps[0]!, worker: null, approval: { by: "jo", via: "terminal" }, volatile: { ms: 3 } };
  const other = { ...ordinary(0), template: null, blobs: [digest, digest], steps: [step, step, ...ordinary(0).steps] };
  expect(readLeaf(canonicalJson(other), 5)).toEqual(textsOf(5, other));
  expect(readLeaf(canonicalJson({ ...other, steps: [] }), 5)).toEqual(textsOf(5, { ...other, steps: [] }));
});

it("takes nothing for an envelope that is inside one, is cut, continues or is written otherwise", () => {
  const [leaf, inner] = [canonicalJson(ordinary(1)), ordinary(2)];
  const nested = { ...ordinary(1), steps: [{ ...ordinary(1).steps[0]!, volatile: { inner } }] };
  expect(readLeaf(canonicalJson(nested), 0)).toBeNull();
  expect(readLeaf(canonicalJson({ inner }), 0)).toBeNull();
  for (const end of [0, 1, 100, leaf.length - 1]) expect(readLeaf(leaf.slice(0, end), 0)).toBeNull();
  for (const bent of [`${leaf} `, ` ${leaf}`, `${leaf}\n`, leaf.replace(":", ": "), leaf.replace("cli", "\ufffd")]) {
    expect(readLeaf(bent, 0)).toBeNull();
  }
});
