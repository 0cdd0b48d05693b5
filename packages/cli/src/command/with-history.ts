import { findWorkspace, type History, layoutOf, openHistory } from "@sdetkit/runtime";
import type { Invocation } from "./command.ts";

/** Opens the history of the workspace that a command was called in, for reading only, and closes it whatever happens. */
export async function withHistory<T>({ cwd }: Invocation, use: (history: History) => Promise<T>): Promise<T> {
  const history = openHistory(layoutOf(findWorkspace(cwd).root), { readOnly: true });
  try {
    return await use(history);
  } finally {
    history.close();
  }
}
