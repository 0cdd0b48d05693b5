import { layoutOf } from "../../files/workspace-layout.ts";
import { openHistory } from "../open-history.ts";
import { sampleRun } from "./sample-history.ts";

/**
 * `node writer-process.ts FOLDER FIRST COUNT [begin]`: records runs FIRST to FIRST + COUNT - 1, each with a journal, and
 * prints the id of each when it is durable. With `begin` it only begins a run, prints it and stays.
 */
const [folder = "", first = "0", count = "1", mode] = process.argv.slice(2);
const history = openHistory(layoutOf(folder));
for (let n = Number(first); n < Number(first) + Number(count); n++) {
  const finished = await sampleRun(history, n);
  const { run, task } = finished.envelope;
  if (!history.unfinished().some((each) => each.run === run)) {
    history.begin({ run, task, capturedMs: n, body: '{"kind":"begun"}' });
  }
  history.append(run, '{"kind":"intent"}');
  if (mode === "begin") {
    console.log(run);
    setInterval(() => {}, 60_000);
    break;
  }
  history.append(run, '{"kind":"outcome"}');
  await history.finish(finished);
  console.log(run);
}
if (mode !== "begin") history.close();
