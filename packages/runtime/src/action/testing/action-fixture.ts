import fs from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Sha256 } from "@sdetkit/core";
import { createConfinedFiles } from "../../files/confined-files.ts";
import { hashing } from "../../platform/hashing.ts";
import { createRedactor } from "../../redact/create-redactor.ts";
import type { CommandLimits } from "../../sandbox/command-limits.ts";
import { createCommandRunner } from "../../sandbox/create-command-runner.ts";
import { SandboxProbe } from "../../sandbox/sandbox-probe.ts";
import { folderFilter } from "../../workspace/source-filter.ts";
import type { ActionContext } from "../types.ts";

/** A workspace in a temporary folder with everything an action gets, for tests. */
export interface ActionFixture {
  readonly workspace: string;
  readonly output: string;
  /** A text that the redactor knows as a secret: the value of CALLERS_TOKEN. */
  readonly secret: string;
  readonly blobs: ReadonlyMap<string, string>;
  put(path: string, text: string): void;
  get(path: string): string;
  context(change?: Partial<ActionContext>): ActionContext;
  remove(): void;
}

/** Makes one; `remove` it afterwards. */
export function actionFixture(limits?: CommandLimits): ActionFixture {
  const workspace = fs.realpathSync(fs.mkdtempSync(join(tmpdir(), "action-")));
  const output = join(workspace, ".sdetkit/agent/runs/x/output");
  fs.mkdirSync(output, { recursive: true });
  const secret = "known-secret-of-the-caller";
  const redactor = createRedactor({ secrets: [{ variable: "CALLERS_TOKEN", value: secret }] });
  const roots = { workspace, output };
  const probe = new SandboxProbe();
  const blobs = new Map<string, string>();
  return {
    workspace,
    output,
    secret,
    blobs,
    put(path, text) {
      fs.mkdirSync(dirname(join(workspace, path)), { recursive: true });
      fs.writeFileSync(join(workspace, path), text);
    },
    get: (path) => fs.readFileSync(join(workspace, path), "utf8"),
    context: (change) => ({
      files: createConfinedFiles(roots),
      commands: createCommandRunner({
        ...{ roots, sandbox: "auto", redactor, probe, grace: 100 },
        ...(limits ? { limits } : {}),
      }),
      blobs: {
        async put(data) {
          const digest = hashing.hex(data);
          blobs.set(digest, Buffer.from(data as Uint8Array).toString("utf8"));
          return digest;
        },
        get: async (digest: Sha256) => (blobs.has(digest) ? Buffer.from(blobs.get(digest) as string) : null),
      },
      source: async () => folderFilter(createConfinedFiles(roots)),
      history: undefined as never,
      redactor,
      redact: false,
      env: {},
      runId: "r-01ARZ3NDEKTSV4RRFFQ69G5FAV",
      writable: [],
      network: false,
      signal: new AbortController().signal,
      ...change,
    }),
    remove: () => fs.rmSync(workspace, { recursive: true, force: true }),
  };
}
