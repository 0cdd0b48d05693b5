import { type Artifact, Fault, formatLogicalPath, type LogicalPath } from "@sdetkit/core";
import { z } from "zod";
import { type TarFile, writeDeterministicTar } from "../archive/deterministic-tar.ts";
import { sha256Sums } from "../archive/sha256-sums.ts";
import { isGlob, pathGlob } from "../files/path-glob.ts";
import type { ConfinedFiles, OtherKind } from "../files/types.ts";
import { hashing } from "../platform/hashing.ts";
import { createPace } from "../platform/pace.ts";
import { clearArtifact, refuseVariables } from "../redact/clear-artifact.ts";
import { logicalPath, pathParam } from "./path-param.ts";
import type { Action, ActionContext } from "./types.ts";

/** The whole bundle is put together in memory, and lies there about three times while it is written. */
const MAX_BYTES = 128 * 1024 * 1024;
/** More files than an auditor opens, and few enough to name each of them in the record. */
const MAX_FILES = 20_000;
const SUMS = "SHA256SUMS";
/** Inside the archive: what lies in the packed folders and is no file, one a line. Not there when there is nothing. */
const LEFT_OUT = "LEFT-OUT";
/** More names than this are counted in the outputs, not listed. */
const MAX_NAMED = 1000;

const params = z.strictObject({
  paths: z
    .array(pathParam("A file, a folder, or a pattern with *, ** and ?, e.g. output:/reports/**"))
    .min(1)
    .max(1000)
    .describe("What goes in: files, folders, or patterns with *, ** and ?"),
  output: pathParam("The archive to write; SHA256SUMS is written next to it").default("output:/bundle.tar"),
  name: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/)
    .default("bundle")
    .describe("The one folder that everything in the archive lies in"),
});

type Params = z.output<typeof params>;

/** Packs files into a tar whose bytes depend on their names and contents alone, with SHA256SUMS inside and beside it. */
export const artifactsBundle: Action<Params> = {
  name: "artifacts.bundle",
  summary: "Packs files into one reproducible tar with checksums.",
  params,
  capability: "write",
  idempotent: true,
  needs: ({ paths, output }) => [
    ...paths.map((path) => ({ kind: "read" as const, path: baseOf(logicalPath(path)) })),
    { kind: "write", path: logicalPath(output) },
    { kind: "write", path: beside(logicalPath(output)) },
  ],
  preview: ({ paths, output }) =>
    [
      `Pack ${paths.join(", ")}`,
      `Write ${formatLogicalPath(logicalPath(output))}`,
      `Write ${formatLogicalPath(beside(logicalPath(output)))}`,
    ].join("\n"),
  async execute({ paths, output, name }, context) {
    const target = logicalPath(output);
    const sums = beside(target);
    await requireOwnSums(context.files, sums, target);
    const pace = createPace(context.signal);
    const chosen = new Map<string, LogicalPath>();
    const others = new Map<string, OtherKind>();
    const other = (path: LogicalPath, kind: OtherKind) => void others.set(formatLogicalPath(path), kind);
    for (const text of paths) {
      for await (const { path, bytes } of resolve(context.files, logicalPath(text), [target, sums], other)) {
        await pace.yieldIfDue();
        // What is too large by itself is found to be before anything is read into memory.
        if (bytes > MAX_BYTES) await readWithin(context.files, path, MAX_BYTES);
        chosen.set(formatLogicalPath(path), path);
        if (chosen.size > MAX_FILES)
          throw tooMuch(`${formatLogicalPath(logicalPath(text))} brings more than that many files`);
      }
    }
    const content: TarFile[] = [];
    let [total, places] = [0, 0];
    for (const key of [...chosen.keys()].sort()) {
      await pace.yieldIfDue();
      const path = chosen.get(key) as LogicalPath;
      const raw = await readWithin(context.files, path, MAX_BYTES - total);
      total += raw.length;
      const cleared = clearArtifact(raw, key, context);
      places += cleared.redacted ?? 0;
      content.push({ name: safeName(path, context), data: cleared.data });
    }
    refuseVariables([...others.keys()], "the name of a file beside those in the bundle", context.redactor);
    const left = [...others].map(([path, kind]) => `${kind} ${context.redactor.shapes.text(path)}`).sort();
    const notice = left.length === 0 ? [] : [{ name: LEFT_OUT, data: Buffer.from(`${left.join("\n")}\n`, "utf8") }];
    const packed = [...content, ...notice];
    const inside = sha256Sums(packed.map((file) => ({ name: file.name, sha256: hashing.hex(file.data) })));
    const tar = await writeDeterministicTar([
      ...packed.map((file) => ({ name: `${name}/${file.name}`, data: file.data })),
      { name: `${name}/${SUMS}`, data: Buffer.from(inside, "utf8") },
    ]);
    const bundle = await keep(context, target, tar, places);
    const besides = await keep(context, sums, sha256Sums([{ name: fileName(target), sha256: bundle.sha256 }]));
    return {
      status: "succeeded",
      outputs: {
        path: bundle.path,
        sha256: bundle.sha256,
        bytes: bundle.bytes,
        files: content.length,
        ...(left.length === 0 ? {} : { "left-out": named(left) }),
      },
      artifacts: [bundle, besides],
      volatile: {},
    };
  },
};

function named(left: readonly string[]): string[] {
  if (left.length <= MAX_NAMED) return [...left];
  return [...left.slice(0, MAX_NAMED), `${left.length - MAX_NAMED} more, all of them in ${LEFT_OUT} inside the bundle`];
}

/**
 * The files that one entry of `paths` means. Links, pipes, sockets and devices are never packed: `other` is told of those that
 * would be in, and naming one is an error of the file access.
 */
async function* resolve(
  files: ConfinedFiles,
  path: LogicalPath,
  own: readonly LogicalPath[],
  other: (path: LogicalPath, kind: OtherKind) => void,
): AsyncGenerator<{ path: LogicalPath; bytes: number }> {
  const isOwn = (one: LogicalPath): boolean => own.some((other) => one.root === other.root && one.path === other.path);
  if (isOwn(path)) {
    throw new Fault("bundle-itself", `Expected other files than the bundle writes, got ${formatLogicalPath(path)}.`);
  }
  const glob = isGlob(path.path) ? pathGlob(path.path) : null;
  if (!glob && (await isFile(files, path))) {
    yield { path, bytes: 0 };
    return;
  }
  const isMeant = (one: LogicalPath): boolean => !isOwn(one) && (!glob || glob.matches(one.path));
  let found = false;
  const base: LogicalPath = { root: path.root, path: glob ? glob.base : path.path };
  const listing = files.list(base, {
    skip: [".git", ".sdetkit"],
    keep: async (folder, entries) =>
      entries.filter(({ name, folder: inner }) => inner || isMeant(inFolder(folder, name))),
    other: (each, kind) => {
      if (!glob || glob.matches(each.path)) other(each, kind);
    },
  });
  for await (const file of listing) {
    found = true;
    yield file;
  }
  if (found) return;
  throw new Fault(
    "bundle-empty",
    `Expected at least one file at ${formatLogicalPath(path)}, found none; links do not count.`,
  );
}

function inFolder(folder: LogicalPath, name: string): LogicalPath {
  return { root: folder.root, path: folder.path === "" ? name : `${folder.path}/${name}` };
}

/** Asks with a read of nothing: only a regular file can be too large for it. */
async function isFile(files: ConfinedFiles, path: LogicalPath): Promise<boolean> {
  if (path.path === "") return false;
  try {
    await files.read(path, { maxBytes: 0 });
    return true;
  } catch (error) {
    if (error instanceof Fault && error.code === "file-too-large") return true;
    if (error instanceof Fault && error.code === "not-a-file") return false;
    throw error;
  }
}

async function readWithin(files: ConfinedFiles, path: LogicalPath, maxBytes: number): Promise<Uint8Array> {
  try {
    return await files.read(path, { maxBytes });
  } catch (error) {
    if (error instanceof Fault && error.code === "file-too-large")
      throw tooMuch(`with ${formatLogicalPath(path)} it would have more`);
    throw error;
  }
}

function tooMuch(found: string): Fault {
  return new Fault(
    "bundle-too-large",
    `Expected a bundle of at most ${MAX_FILES} files and ${MAX_BYTES} bytes in all: ${found}.`,
  );
}

/** Two bundles in one folder would overwrite each other's checksums. */
async function requireOwnSums(files: ConfinedFiles, sums: LogicalPath, target: LogicalPath): Promise<void> {
  let present: string;
  try {
    present = Buffer.from(await files.read(sums, { maxBytes: 64 * 1024 })).toString("utf8");
  } catch (error) {
    if (error instanceof Fault && error.code === "file-missing") return;
    throw error;
  }
  if (/^[0-9a-f]{64} {2}([^\n]*)\n$/.exec(present)?.[1] === fileName(target)) return;
  throw new Fault("bundle-sums", `Expected no checksums of other files at ${formatLogicalPath(sums)}, found some.`);
}

/** A file's name in the bundle. One that is a secret itself cannot be cut: two files could then have the same. */
function safeName(path: LogicalPath, { redactor }: ActionContext): string {
  const name = `${path.root}/${path.path}`;
  refuseVariables(name, "the name of a file in the bundle", redactor);
  if (redactor.credentials.text(name) === name) return name;
  throw new Fault("secret-in-path", "Expected file names without secrets in the bundle, found one.");
}

async function keep(
  context: ActionContext,
  path: LogicalPath,
  data: Uint8Array | string,
  redacted = 0,
): Promise<Artifact> {
  const { sha256, bytes } = await context.files.write(path, data);
  await context.blobs.put(data);
  const artifact = { name: path.path, path: formatLogicalPath(path), sha256, bytes, volatile: false };
  return redacted > 0 ? { ...artifact, redacted } : artifact;
}

function baseOf(path: LogicalPath): LogicalPath {
  return isGlob(path.path) ? { root: path.root, path: pathGlob(path.path).base } : path;
}

function beside(path: LogicalPath): LogicalPath {
  return { root: path.root, path: path.path.slice(0, path.path.lastIndexOf("/") + 1) + SUMS };
}

function fileName(path: LogicalPath): string {
  return path.path.slice(path.path.lastIndexOf("/") + 1);
}
