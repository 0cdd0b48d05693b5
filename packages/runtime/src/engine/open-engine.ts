import { readFile } from "node:fs/promises";
import { type Config, DEFAULT_CONFIG_TEXT, Fault, parseConfig } from "@sdetkit/core";
import { decodeUtf8 } from "../files/decode-utf8.ts";
import { readTextFile } from "../files/read-text-file.ts";
import { layoutOf } from "../files/workspace-layout.ts";
import { bootstrap } from "../workspace/bootstrap.ts";
import { findWorkspace } from "../workspace/find-workspace.ts";
import { loadCatalogue } from "./catalogue.ts";
import { createEngineContext, type EngineContext } from "./engine-context.ts";
import { planTask } from "./plan-task.ts";
import { replayEnvironmentOf } from "./replay-environment.ts";
import { replayRun } from "./replay-run.ts";
import { resumeRun } from "./resume-run.ts";
import { runTask } from "./run-task.ts";
import type { Catalogue, Engine, OpenOptions } from "./types.ts";

/**
 * Opens AgentOS in the workspace that holds `cwd`: reads its config, and makes what is missing below `.sdetkit/` only
 * when something is about to be run.
 * @throws Fault `invalid-config` with its diagnostics, `config-missing`, `no-folder`.
 */
export async function openEngine(options: OpenOptions): Promise<Engine> {
  const layout = layoutOf(findWorkspace(options.cwd).root);
  const config = await readConfig(options.config ?? layout.config, options.config !== undefined);
  let catalogue: Promise<Catalogue> | undefined;
  let context: Promise<EngineContext> | undefined;
  const catalogueOf = () => {
    catalogue ??= loadCatalogue({ workspace: layout.templates, builtin: options.builtinTemplates });
    return catalogue;
  };
  const openContextOf = () => {
    context ??= bootstrap(layout).then(() => createEngineContext(layout, config, options));
    return context;
  };
  /** A replay records nothing: it is done as well where the history's key lies elsewhere, and where others write. */
  const reading = async <T>(use: (context: EngineContext) => Promise<T>): Promise<T> => {
    if (context !== undefined) return use(await context);
    await bootstrap(layout);
    const own = createEngineContext(layout, config, options, { readOnly: true });
    try {
      return await use(own);
    } finally {
      own.history.close();
    }
  };
  return {
    config,
    layout,
    catalogue: catalogueOf,
    plan: async (request) => planTask(request, await catalogueOf(), layout, config, options.env),
    run: async (request, runOptions) => runTask(request, runOptions, await catalogueOf(), openContextOf),
    resume: async (run, runOptions) => resumeRun(run, runOptions, await openContextOf()),
    replay: async (hash, runOptions) => {
      const catalogue = await catalogueOf();
      return reading((open) => replayRun(hash, runOptions, catalogue, replayEnvironmentOf(open)));
    },
    blob: (digest) => reading(({ history }) => history.blobs.get(digest)),
    close: () => void context?.then(({ history }) => history.close()).catch(() => undefined),
  };
}

/** Reads and checks a config file. The workspace's own may be missing: then the defaults hold. */
export async function readConfig(path: string, required: boolean): Promise<Config> {
  let text = DEFAULT_CONFIG_TEXT;
  try {
    // A file that somebody names may be a pipe; the one that a repository brings along may not.
    text = required ? decodeUtf8(await readFile(path)) : await readTextFile(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const missing = code === "ENOENT";
    if (required || !missing) {
      const remedy = missing
        ? "name a readable config file with --config, or run `sdetkit agent init`"
        : code === "EACCES"
          ? `run this as the owner of the file, or make it readable: chmod u+r ${path}`
          : "put a readable file there, or name another one with --config";
      const why = missing ? "it does not exist" : code === "EACCES" ? "permission denied" : (error as Error).message;
      throw new Fault("config-missing", `expected a config file, but ${path} cannot be read: ${why}`, {
        remedy,
        cause: error,
      });
    }
  }
  const parsed = parseConfig(path, text);
  if (parsed.ok) return parsed.value;
  throw new Fault("invalid-config", "the config file is not valid, so nothing is allowed", {
    diagnostics: parsed.diagnostics,
    remedy: "correct the places shown",
  });
}
