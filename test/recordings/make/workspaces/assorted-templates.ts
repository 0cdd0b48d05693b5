import { template } from "../../../harness/workspace.ts";
import { SHELL } from "./sample-repository.ts";
import { command, step, write } from "./shorthand.ts";

/** Of the shape of a token, in parts: an audit of this repository finds none. */
const CREDENTIAL = ["ghp", "_", "Q7zt9VxW2lmK4rPs8nDb6yHcE5hGd3FsA6uK"].join("");

/** One template for each way in which steps, values and ends are put together. */
export function assorted(root: string): void {
  const shell = { permissions: { shell: SHELL } };
  template(
    root,
    "typed",
    [
      write("all", {
        text: "${{ inputs.text }}",
        count: "${{ inputs.count }}",
        flag: "${{ inputs.flag }}",
        level: "${{ inputs.level }}",
        list: "${{ inputs.list }}",
        absent: "${{ inputs.absent }}",
        said: "${{ env.GREETING }}",
        kind: "${{ workspace.kind }}",
      }),
    ],
    {
      inputs: {
        text: { type: "string", default: "a b" },
        count: { type: "number", default: 3 },
        flag: { type: "boolean", default: true },
        level: { type: "enum", enum: ["low", "high"], default: "low" },
        list: { type: "list", default: ["x", "y z"] },
        absent: { type: "string", required: false },
      },
      outputs: { text: "${{ inputs.text }}", count: "${{ inputs.count }}" },
    },
  );
  template(root, "expressions", [
    step("read", "fs.read", { path: "data.txt" }),
    write("functions", {
      contains: "${{ contains(steps.read.outputs.content, 'two') }}",
      format: "${{ format('{0}-{1}', 'a', 1) }}",
      join: "${{ join(fromJSON('[\"a\",\"b\"]'), '+') }}",
      toJSON: '${{ toJSON(fromJSON(\'{"b":1,"a":[true,null]}\')) }}',
      case: "${{ case(1 == 2, 'no', 'yes') }}",
      chosen: "${{ steps.read.outputs.bytes > 4 && 'long' || 'short' }}",
      bytes: "${{ steps.read.outputs.bytes }}",
    }),
  ]);
  // Values on which the meaning of an expression may be put right one day: then a replay has to name `rules-changed`.
  template(root, "corners", [
    write("compared", {
      case: "${{ 'ABC' == 'abc' }}",
      sharp: "${{ 'straße' == 'STRASSE' }}",
      less: "${{ 'a' < 'B' }}",
      large: "${{ fromJSON('9007199254740993') }}",
      fraction: "${{ fromJSON('1.10') }}",
    }),
  ]);
  template(
    root,
    "goes-on",
    [
      command("breaks", ["false"], { "continue-on-error": true, needs: [] }),
      write("after", "status ${{ steps.breaks.status }}", { needs: ["breaks"], if: "always()" }),
      write("never", "not written", { needs: ["after"], if: "failure()" }),
    ],
    shell,
  );
  template(
    root,
    "fails",
    [
      command("breaks", ["false"], { retry: { max: 1, "delay-seconds": 0 } }),
      write("skipped", "not written"),
      write("cleanup", "written all the same", { if: "always()" }),
    ],
    shell,
  );
  template(root, "takes-too-long", [command("sleeps", ["sleep", "30"], { "timeout-minutes": 0.01 })], shell);
  template(
    root,
    "is-stopped",
    [write("before", "done"), command("sleeps", ["sleep", "4"]), write("after", "done")],
    shell,
  );
  template(
    root,
    "is-killed",
    [write("before", "done"), command("sleeps", ["sleep", "4"], { idempotent: true }), write("after", "done")],
    shell,
  );
  template(
    root,
    "is-killed-once",
    [write("before", "done"), command("sleeps", ["sleep", "4"]), write("after", "done", { if: "always()" })],
    shell,
  );
  template(
    root,
    "commands",
    [
      command("commit", ["git", "rev-parse", "HEAD"], { needs: [] }),
      command("subject", ["git", "log", "-1", "--format=%s"], { needs: [] }),
      command("given", ["cat", "-"], { needs: [] }, { stdin: "from standard input\n" }),
      command("environment", ["env"], { needs: [], env: { LEVEL: "high" } }, { deterministic: false }),
      write(
        "said",
        "${{ steps.commit.outputs.stdout }}${{ steps.subject.outputs.stdout }}${{ steps.given.outputs.stdout }}",
        {
          needs: ["commit", "subject", "given", "environment"],
        },
      ),
      step(
        "bundle",
        "artifacts.bundle",
        { paths: ["output:/said.txt", "src/**"], output: "output:/all.tar" },
        { needs: ["said"] },
      ),
    ],
    shell,
  );
  template(
    root,
    "publishes",
    [
      step(
        "publish",
        "fs.write",
        { path: "reports/${{ template.id }}.txt", content: "${{ run.id }} in ${{ workspace }}\n" },
        {
          approval: { reason: "It goes into the repository" },
        },
      ),
      step("again", "fs.read", { path: "reports/publishes.txt" }),
    ],
    { permissions: { write: ["reports"] } },
  );
  template(root, "wants-more", [command("removes", ["rm", "-rf", "src"])], {
    permissions: { shell: [["rm", "-rf", "src"]] },
  });
  template(root, "says-a-secret", [write("token", "Bearer ${{ env.DEPLOY_TOKEN }} of ${{ env.GREETING }}")]);
  template(
    root,
    "gives-a-secret",
    [
      command("given", ["cat", "-"], {}, { stdin: "${{ env.DEPLOY_TOKEN }}", deterministic: false }),
      command("named", ["env"], { env: { TOKEN: "${{ env.DEPLOY_TOKEN }}" } }, { deterministic: false }),
    ],
    shell,
  );
  const credential = `one ${CREDENTIAL}, two ${CREDENTIAL}\n`;
  template(root, "keeps-a-credential", [write("kept", credential)]);
  template(root, "cuts-a-credential", [write("cut", credential, { redact: true })]);
  template(
    root,
    "cleans-up",
    [write("before", "done"), command("sleeps", ["sleep", "4"]), write("cleanup", "cleaned", { if: "always()" })],
    shell,
  );
}
