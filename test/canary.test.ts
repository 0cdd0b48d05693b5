import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { call } from "./harness/cli.ts";
import { commit, configure, repository, template } from "./harness/workspace.ts";

/** Values that stand for secrets, in the environment of whoever calls. None may be found again anywhere. */
const CANARIES = {
  DEPLOY_TOKEN: "canary-Tk9+/raw==value&more%20x",
  DB_PASSWORD: 'canary "quoted" \\ and <angle> \' pass',
  SIGNING_KEY: "-----BEGIN CANARY KEY-----\ncanaryLineOne0123456789\ncanaryLineTwo9876543210\n-----END CANARY KEY-----",
  UNICODE_SECRET: "canary-zażółć-gęślą-日本",
};

/** Every form that a tool may print a secret in. */
const forms = Object.values(CANARIES).flatMap((secret) => {
  const bytes = Buffer.from(secret);
  const shifted = [1, 2].map((n) =>
    Buffer.concat([Buffer.alloc(n, "x"), bytes])
      .toString("base64")
      .slice(4, -4),
  );
  return [
    secret,
    ...secret.split("\n").filter((line) => line.length > 5),
    JSON.stringify(secret).slice(1, -1),
    bytes.toString("base64").replace(/.{4}$/, ""),
    bytes.toString("base64url").slice(0, -3),
    ...shifted,
    bytes.toString("hex"),
    encodeURIComponent(secret),
    new URLSearchParams({ "": secret }).toString().slice(1),
  ];
});

/** Prints each secret it is given, in every form, on both streams, and writes them to a file. */
const LEAKER = `
import { writeFileSync } from "node:fs";
let all = "";
for (const name of ${JSON.stringify(Object.keys(CANARIES))}) {
  const secret = process.env[name];
  const bytes = Buffer.from(secret);
  all += [secret, JSON.stringify({ deep: { [secret]: [secret] } }), bytes.toString("base64"), bytes.toString("base64url"), bytes.toString("hex"),
    Buffer.concat([Buffer.from("u:"), bytes]).toString("base64"), encodeURIComponent(secret), new URLSearchParams({ a: secret }).toString()].join("\\n") + "\\n";
}
console.log(all);
console.error(all);
if (process.argv[2]) writeFileSync(process.argv[2], all);
`;

interface Done {
  readonly id: string;
  readonly status: string;
  readonly failure: { readonly code: string } | null;
}

test("no secret of the environment is found in any byte that is written or printed", async () => {
  const names = Object.keys(CANARIES);
  const root = repository({ "leak.mjs": LEAKER, "README.md": "# Sample\n" });
  configure(root, { shell: [["node", "leak.mjs", "..."]], env: names, write: ["generated"] });
  const env = Object.fromEntries(names.map((name) => [name, `\${{ env.${name} }}`]));
  const leak = (id: string, deterministic: boolean, outputs: readonly string[]) => ({
    id,
    action: "shell.run",
    env,
    "continue-on-error": true,
    with: {
      argv: ["node", "leak.mjs", ...outputs.map(() => `\${{ run.output_dir }}/${id}.txt`)],
      deterministic,
      outputs,
    },
  });
  const text = `${names.map((name) => `\${{ env.${name} }}`).join(" | ")} \${{ inputs.given }}`;
  const steps = [
    leak("volatile", false, []),
    leak("counted", true, []),
    leak("artifact", false, ["output:/artifact.txt"]),
    { id: "write", action: "fs.write", if: "always()", with: { path: "generated/out.txt", content: text } },
    {
      id: "json",
      action: "fs.write",
      if: "always()",
      with: { path: "output:/out.json", encoding: "json", content: { text, given: "${{ inputs.given }}" } },
    },
    { id: "read", action: "fs.read", if: "always()", with: { path: "generated/out.txt" } },
    {
      id: "missing",
      action: "fs.read",
      if: "always()",
      "continue-on-error": true,
      with: { path: "${{ inputs.given }}" },
    },
    { id: "pack", action: "artifacts.bundle", if: "always()", with: { paths: ["output:/out.json", "generated"] } },
  ];
  template(root, "leaky", steps, {
    permissions: { shell: [["node", "leak.mjs", "..."]], write: ["generated"] },
    inputs: { given: { default: "", description: "Text" } },
    outputs: { all: "${{ steps.read.outputs.content }}" },
  });
  commit(root);
  const options = { env: CANARIES };
  const given = ["--set", `given=${CANARIES.DEPLOY_TOKEN}`];
  let printed = "";
  const say = async (...argv: string[]) => {
    const { exit, out, err } = await call(root, argv, options);
    printed += out + err;
    return { exit, out };
  };
  const ran = await say("agent", "templates", "run", "leaky", "--approve", "--verbose", "--json");
  const { hash, steps: done } = JSON.parse(ran.out);
  expect(done.map((step: Done) => `${step.id} ${step.failure?.code ?? step.status}`)).toEqual([
    "volatile succeeded",
    "counted secret-from-environment",
    "artifact secret-from-environment",
    "write secret-from-environment",
    "json secret-from-environment",
    "read file-missing",
    "missing not-a-file",
    "pack file-missing",
  ]);
  const told = await say("agent", "templates", "run", "leaky", "--approve", "--json", ...given);
  expect(JSON.parse(told.out).steps[0].failure.message).toMatch(/^inputs\.given: .*DEPLOY_TOKEN/);
  await say("agent", "templates", "run", "leaky", "--approve", "--verbose", ...given);
  await say("agent", "templates", "plan", "leaky", ...given);
  await say(
    "agent",
    "run",
    `action fs.write {"path":"output:/${CANARIES.DEPLOY_TOKEN.replaceAll("/", "")}","content":${JSON.stringify(CANARIES.SIGNING_KEY)}}`,
    "--verbose",
  );
  await say(
    "agent",
    "run",
    `action fs.read {"path":${JSON.stringify(CANARIES.DB_PASSWORD.replace("\\", ""))}}`,
    "--json",
  );
  await say("agent", "run", `please use ${CANARIES.DEPLOY_TOKEN} to deploy`);
  for (const view of [
    ["history", "show", hash],
    ["history", "list"],
    ["history", "export"],
    ["history", "prove", hash],
    ["replay", hash],
    ["doctor"],
  ]) {
    await say("agent", ...view);
    await say("agent", ...view, "--json");
  }
  for (const format of ["html", "md", "json", "csv"])
    await say("agent", "dashboard", "build", "--format", format, "--output", `generated/dashboard.${format}`);

  expect(found(Buffer.from(printed)), "printed").toEqual([]);
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  expect(files.length).toBeGreaterThan(30);
  for (const file of files) {
    const path = join(file.parentPath, file.name);
    expect(found(readFileSync(path)), path.slice(root.length)).toEqual([]);
    expect(found(Buffer.from(file.name)), "a file's name").toEqual([]);
  }
});

function found(bytes: Buffer): string[] {
  return forms.filter((form) => bytes.includes(form));
}
