import { killProcessTree } from "./end-process-tree.ts";

const leaders = new Set<number>();
let watching = false;

/**
 * Has a process group end with this process, also when that is ended in the middle of everything, by a second Ctrl+C for
 * instance: a group of its own is not reached by the terminal's signals. Answers with what to call once the group has ended.
 *
 * @param leader process id of the group's leader.
 */
export function endWithProcess(leader: number): () => void {
  if (!watching) process.on("exit", endAll);
  watching = true;
  leaders.add(leader);
  return () => void leaders.delete(leader);
}

function endAll(): void {
  for (const leader of leaders) killProcessTree(leader);
}
