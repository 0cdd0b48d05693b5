import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, onTestFinished } from "vitest";
import { cleanEnvironment } from "./cli.ts";

/** What a workspace may do, where a test needs more than the default policy. */
export interface Policy {
  readonly write?: readonly string[];
  readonly shell?: readonly (readonly string[])[];
  readonly env?: readonly string[];
}

/** One step, as an author writes it. JSON is YAML, so tests build templates as values. */
export interface Step {
  readonly id: string;
  readonly action: string;
  readonly with: object;
  readonly [key: string]: unknown;
}

const IDENTITY = {
  GIT_AUTHOR_NAME: "Author",
  GIT_AUTHOR_EMAIL: "author@example.org",
  GIT_AUTHOR_DATE: "2026-01-02T03:04:05Z",
  GIT_COMMITTER_NAME: "Author",
  GIT_COMMITTER_EMAIL: "author@example.org",
  GIT_COMMITTER_DATE: "2026-01-02T03:04:05Z",
};

/** An empty folder that is gone when the test is over. */
export function emptyFolder(): string {
  const folder = newFolder();
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** An empty folder that all tests of a file share: to be asked for outside of tests and hooks. */
export function keptFolder(): string {
  const folder = newFolder();
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function newFolder(): string {
  return mkdtempSync(join(realpathSync(tmpdir()), "e2e-"));
}

/** Runs git with a fixed author and time, and nobody's configuration. */
export function git(cwd: string, ...words: string[]): string {
  const env = cleanEnvironment({ ...IDENTITY, GIT_CONFIG_NOSYSTEM: "1", GIT_CONFIG_GLOBAL: "/dev/null" });
  return execFileSync("git", words, { cwd, env, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

/** Writes a file with the folders above it. */
export function put(root: string, path: string, text: string | Uint8Array): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

/** The configuration of a workspace: the default policy with what the test needs. */
export function configure(root: string, { write = [], shell = [], env = [] }: Policy, more: object = {}): void {
  const policy = { write: [".sdetkit/agent/workdir", ...write], shell, network: false, env };
  put(root, ".sdetkit/config.yaml", JSON.stringify({ version: 1, ...more, policy }));
}

/** A template of the workspace that may do what is named, with one step after the other unless they say otherwise. */
export function template(
  root: string,
  id: string,
  steps: readonly Step[],
  more: { permissions?: object; [key: string]: unknown } = {},
): void {
  const metadata = { id, title: `The ${id} template`, version: "1.0.0", description: `For ${id}.`, owner: "tests" };
  const named = steps.map((step) => ({ name: `Do ${step.id}`, ...step }));
  const { permissions = {}, ...rest } = more;
  const whole = {
    metadata,
    permissions: { write: [], shell: [], network: false, ...permissions },
    ...rest,
    workflow: named,
  };
  put(root, `templates/automations/${id}.yaml`, JSON.stringify(whole, null, 2));
}

/** Puts everything into one commit. */
export function commit(root: string, message = "content"): string {
  git(root, "add", "-A");
  git(root, "commit", "-qm", message, "--allow-empty");
  return git(root, "rev-parse", "HEAD").trim();
}

/** A git repository with one commit, by default in a folder that is gone when the test is over. */
export function repository(
  files: { readonly [path: string]: string } = { "README.md": "# Sample\n" },
  root = emptyFolder(),
): string {
  git(root, "init", "-q", "-b", "main");
  for (const [path, text] of Object.entries(files)) put(root, path, text);
  commit(root);
  return root;
}

/** A file's text. */
export function text(root: string, path: string): string {
  return readFileSync(join(root, path), "utf8");
}
