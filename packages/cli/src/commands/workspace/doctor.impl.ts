import { examine, findWorkspace, layoutOf } from "@sdetkit/runtime";
import type { Answer, Invocation } from "../../command/command.ts";
import { examinedAnswer } from "../../views/check-results.ts";

/** `agent doctor`. */
export async function doctor({ cwd, config, console }: Invocation): Promise<Answer> {
  const layout = layoutOf(findWorkspace(cwd).root);
  const found = await examine({ layout, config: config ?? layout.config, env: console.env });
  return examinedAnswer(layout.root, found, { workspace: layout.root });
}
