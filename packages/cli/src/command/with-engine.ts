import { type Engine, openEngine } from "@sdetkit/runtime";
import type { Invocation } from "./command.ts";

/** Opens the engine of the workspace that a command was called in, and closes it whatever happens. */
export async function withEngine<T>(invocation: Invocation, use: (engine: Engine) => Promise<T>): Promise<T> {
  const { console, installation, cwd, config } = invocation;
  const engine = await openEngine({
    cwd,
    ...(config === undefined ? {} : { config }),
    env: console.env,
    builtinTemplates: installation.templates,
    version: installation.version,
    channel: "cli",
  });
  try {
    return await use(engine);
  } finally {
    engine.close();
  }
}
