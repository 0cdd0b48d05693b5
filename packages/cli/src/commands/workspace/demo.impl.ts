import { ExitCode, Fault } from "@sdetkit/core";
import type { Answer, Invocation } from "../../command/command.ts";
import { withEngine } from "../../command/with-engine.ts";
import { announceDemo } from "../../demo/announce-demo.ts";
import { demoView } from "../../demo/demo-view.ts";
import { scenarios } from "../../demo/scenarios.ts";
import { programName } from "../../views/program-name.ts";

/** `agent demo`. */
export async function demo(name: string, invocation: Invocation): Promise<Answer> {
  const scenario = scenarios.find((each) => each.name === name);
  if (scenario === undefined) {
    const known = scenarios.map((each) => each.name).join(", ");
    const message = `expected --scenario to be one of ${known}, got ${JSON.stringify(name)}`;
    throw new Fault("usage", message, { remedy: "choose one of them" });
  }
  const { console } = invocation;
  const began = console.now();
  return await withEngine(invocation, async (engine) => {
    const result = await scenario.play({ engine, invocation });
    await announceDemo(scenario, result, console);
    const { layout } = engine;
    const took = console.now() - began;
    const exit = result.ok ? ExitCode.done : ExitCode.failed;
    return {
      exit,
      json: { scenario: name, workspace: layout.root, ...result },
      text: demoView(scenario, result, {
        root: layout.root,
        cwd: console.cwd,
        took,
        program: programName(console.env),
      }),
    };
  });
}
